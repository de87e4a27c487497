/** Notifications that are still to be shown, and when one of each kind was shown last: at most one a day, across restarts. */
export const keepNotices = `
  CREATE TABLE notices (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (kind, subject)
  ) STRICT;

  CREATE TABLE notices_shown (
    kind TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) STRICT;
  `
