/** Records the login and the labels with each entry, because the connection may be removed or renamed. Fills in those still known. */
export const nameLoginsInActivity = `
  ALTER TABLE activity ADD COLUMN login TEXT;
  ALTER TABLE activity ADD COLUMN labels TEXT CHECK (labels IS NULL OR json_valid(labels));

  DROP TRIGGER activity_is_final;
  UPDATE activity SET
    login = (SELECT nullif(signed_in_as, '') FROM connections WHERE connections.id = connection_id),
    labels = (SELECT json_array(label) FROM connections WHERE connections.id = connection_id AND label IS NOT NULL);
  CREATE TRIGGER activity_is_final BEFORE UPDATE ON activity BEGIN SELECT raise(ABORT, 'activity is append-only'); END;
  `
