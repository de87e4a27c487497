/** Connections of another computer, to be linked again on this one. */
export const listRelinks = `
  CREATE TABLE relinks (
    id TEXT PRIMARY KEY,
    institution_id TEXT NOT NULL REFERENCES institutions (id) ON DELETE CASCADE,
    sub TEXT NOT NULL,
    login TEXT NOT NULL,
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    credential TEXT NOT NULL CHECK (credential IN ('none', 'secret', 'key')),
    created_at INTEGER NOT NULL,
    UNIQUE (institution_id, sub)
  ) STRICT;
  `
