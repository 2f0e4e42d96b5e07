-- Revision 9: Indexes for the lists and the reports of a large store.
SELECT 1;
