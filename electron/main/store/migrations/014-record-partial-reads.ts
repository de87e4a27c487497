/** Records that the institution returned only a part: nothing else in the accounts may show it. */
export const recordPartialReads = `
  ALTER TABLE connections ADD COLUMN is_partial INTEGER NOT NULL DEFAULT 0 CHECK (is_partial IN (0, 1));
  UPDATE connections SET is_partial = 1 WHERE unreadable_accounts > 0;
  ALTER TABLE activity ADD COLUMN is_partial INTEGER CHECK (is_partial IN (0, 1));
  `
