-- Revision 7: Papers a resident has shown before.
SELECT 1;
