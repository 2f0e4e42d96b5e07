-- Revision 11: Locks, look-ups and second pairs of eyes.
SELECT 1;
