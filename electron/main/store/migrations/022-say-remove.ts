/** Uses the words of the window for what earlier versions called forgetting a connection and giving access back. */
export const sayRemove = `
  ALTER TABLE connections RENAME COLUMN forgetting TO removing;

  DROP TRIGGER activity_is_final;
  UPDATE activity SET kind = 'removed' WHERE kind = 'forgotten';
  UPDATE activity SET kind = 'orphan_revoked' WHERE kind = 'given_back';
  CREATE TRIGGER activity_is_final BEFORE UPDATE ON activity BEGIN SELECT raise(ABORT, 'activity is append-only'); END;

  UPDATE attempts SET outcome = 'orphan_revoked' WHERE outcome = 'given_back';
  `
