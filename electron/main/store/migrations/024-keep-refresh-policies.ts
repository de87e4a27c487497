/** Refresh policies of connections, labels and institutions, as JSON. A label is folded: its spellings are one. */
export const keepRefreshPolicies = `
  CREATE TABLE refresh_policies (
    connection_id TEXT UNIQUE REFERENCES connections (id) ON DELETE CASCADE,
    label TEXT UNIQUE,
    institution_id TEXT UNIQUE REFERENCES institutions (id) ON DELETE CASCADE,
    target TEXT NOT NULL,
    policy TEXT NOT NULL,
    CHECK ((connection_id IS NOT NULL) + (label IS NOT NULL) + (institution_id IS NOT NULL) = 1)
  ) STRICT;

  ALTER TABLE relinks ADD COLUMN policy TEXT;
  `
