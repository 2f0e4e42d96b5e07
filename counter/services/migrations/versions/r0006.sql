-- Revision 6: Visits of a household and their short codes.
SELECT 1;
