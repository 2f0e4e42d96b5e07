-- Revision 10: The chain of the audit trail and its anchors.
SELECT 1;
