/**
 * Programs on this computer that use connections, and what the user allowed them. A client is the hash of its key. Ended ones stay, for the
 * history, and so do the consents of connections that were removed. The activity names the client.
 */
export const createScriptClients = `
  CREATE TABLE script_clients (
    id TEXT PRIMARY KEY,
    key_hash TEXT NOT NULL UNIQUE,
    -- What it calls itself, and the folder that it says it is in.
    name TEXT NOT NULL,
    folder TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_used INTEGER,
    uses INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER
  ) STRICT;

  CREATE TABLE script_consents (
    id INTEGER PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES script_clients (id) ON DELETE CASCADE,
    connection_id TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('list', 'data', 'token')),
    given_at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    -- When the last access token that was handed out expires.
    token_until INTEGER,
    ended_at INTEGER,
    ended_by TEXT CHECK (ended_by IN ('date', 'user', 'script', 'revoke', 'remove', 'renewal')),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
  ) STRICT;
  CREATE UNIQUE INDEX script_consents_in_force ON script_consents (client_id, connection_id, level) WHERE ended_at IS NULL;
  CREATE INDEX script_consents_of_connection ON script_consents (connection_id) WHERE ended_at IS NULL;

  ALTER TABLE activity ADD COLUMN script_name TEXT;
  ALTER TABLE activity ADD COLUMN script_level TEXT;
  ALTER TABLE activity ADD COLUMN script_rows INTEGER;
  `
