/** Several labels per connection, as a JSON array of texts. The one that a connection had is its first. */
export const labelSeveralTimes = `
  ALTER TABLE connections ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
  UPDATE connections SET labels = json_array(label) WHERE label IS NOT NULL;
  ALTER TABLE connections DROP COLUMN label;
  `
