export const createTables = `
  CREATE TABLE registrations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    environment TEXT NOT NULL CHECK (json_valid(environment)),
    client_id TEXT NOT NULL,
    has_secret INTEGER NOT NULL CHECK (has_secret IN (0, 1)),
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    redirect TEXT NOT NULL CHECK (json_valid(redirect)),
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE institutions (
    id TEXT PRIMARY KEY,
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    connector TEXT,
    name TEXT NOT NULL COLLATE NOCASE,
    created_at INTEGER NOT NULL,
    UNIQUE (registration_id, connector),
    UNIQUE (registration_id, name)
  ) STRICT;

  CREATE TABLE connections (
    id TEXT PRIMARY KEY,
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    institution_id TEXT NOT NULL REFERENCES institutions (id),
    sub TEXT NOT NULL,
    signed_in_as TEXT NOT NULL,
    grant_id TEXT NOT NULL REFERENCES grants (id) DEFERRABLE INITIALLY DEFERRED,
    created_at INTEGER NOT NULL,
    data_as_of INTEGER,
    UNIQUE (registration_id, institution_id, sub)
  ) STRICT;

  CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    state TEXT NOT NULL CHECK (state IN ('active', 'revoking', 'revoked', 'ended', 'replaced')),
    generation INTEGER NOT NULL CHECK (generation >= 0),
    issuer TEXT NOT NULL,
    sub TEXT NOT NULL,
    client_id TEXT NOT NULL,
    consent_id TEXT,
    scopes_asked TEXT NOT NULL CHECK (json_valid(scopes_asked)),
    scopes_granted TEXT NOT NULL CHECK (json_valid(scopes_granted)),
    permissions TEXT NOT NULL CHECK (json_valid(permissions)),
    authorized_at INTEGER NOT NULL,
    refreshed_at INTEGER,
    token_good_until INTEGER,
    revoke_at INTEGER,
    revoke_attempts INTEGER NOT NULL,
    next_try_at INTEGER,
    problem TEXT CHECK (problem IS NULL OR json_valid(problem)),
    ended_at INTEGER,
    receipt_host TEXT,
    receipt_status INTEGER
  ) STRICT;
  CREATE INDEX grants_of_connection ON grants (connection_id);
  CREATE INDEX revocations_due ON grants (coalesce(next_try_at, revoke_at)) WHERE state = 'revoking';

  CREATE TABLE accounts (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    type TEXT,
    name TEXT NOT NULL,
    mask TEXT,
    balance_minor INTEGER,
    currency TEXT CHECK (currency IS NULL OR length(currency) = 3),
    balance_type TEXT NOT NULL CHECK (balance_type IN ('asset', 'liability')),
    as_of INTEGER,
    unavailable INTEGER NOT NULL CHECK (unavailable IN (0, 1)),
    PRIMARY KEY (connection_id, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE activity (
    id INTEGER PRIMARY KEY,
    connection_id TEXT NOT NULL,
    institution_name TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    problem TEXT CHECK (problem IS NULL OR json_valid(problem)),
    duration INTEGER,
    accounts INTEGER,
    interaction_id TEXT
  ) STRICT;
  CREATE INDEX activity_of_connection ON activity (connection_id, id);
  CREATE TRIGGER activity_is_kept BEFORE DELETE ON activity BEGIN SELECT raise(ABORT, 'activity is append-only'); END;
  CREATE TRIGGER activity_is_final BEFORE UPDATE ON activity BEGIN SELECT raise(ABORT, 'activity is append-only'); END;

  CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'refresh')),
    grant_id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    registration_id TEXT NOT NULL,
    institution_id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    closed_at INTEGER,
    outcome TEXT
  ) STRICT;
  CREATE INDEX attempts_open ON attempts (started_at) WHERE closed_at IS NULL;
  `
