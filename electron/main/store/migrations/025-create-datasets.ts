/** Datasets: what the user chose, where the file is, and how the last run ended. Their data and earlier runs are in files of their own. */
export const createDatasets = `
  CREATE TABLE datasets (
    id TEXT PRIMARY KEY,
    draft TEXT NOT NULL CHECK (json_valid(draft)),
    -- The SQLite file. Compared without case: most file systems on macOS and Windows do.
    path TEXT NOT NULL UNIQUE COLLATE NOCASE,
    is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    created_at INTEGER NOT NULL,
    -- From when the next time of the schedule counts.
    planned_from INTEGER NOT NULL,
    -- What is read before the next time of the schedule, and when: after a refresh, or what a run missed.
    retry TEXT CHECK (json_valid(retry)),
    failed_in_a_row INTEGER NOT NULL DEFAULT 0,
    -- After the last run.
    row_count INTEGER NOT NULL DEFAULT 0,
    account_count INTEGER NOT NULL DEFAULT 0,
    connection_count INTEGER NOT NULL DEFAULT 0,
    last_run TEXT CHECK (json_valid(last_run)),
    problem TEXT CHECK (json_valid(problem))
  ) STRICT;
  `
