export const recordPossiblySpentTokens = `
  ALTER TABLE grants ADD COLUMN possibly_spent_at INTEGER;
  ALTER TABLE attempts ADD COLUMN connection_id TEXT;
  ALTER TABLE attempts ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  `
