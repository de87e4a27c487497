/** Which datasets are copied to a team's database, and how that went. Passwords and keys are in the keychain. */
export const createTeamCopies = `
  CREATE TABLE team_copies (
    dataset_id TEXT PRIMARY KEY REFERENCES datasets (id) ON DELETE CASCADE,
    target TEXT NOT NULL CHECK (json_valid(target)),
    -- Certificate authorities to trust instead of the system's, PEM, and the name of their file.
    authority TEXT,
    authority_file TEXT,
    copied_at INTEGER,
    problem TEXT CHECK (json_valid(problem)),
    -- When it is brought up next without a run: something failed, or changed.
    due_at INTEGER
  ) STRICT;
  `
