import type { Database } from 'better-sqlite3'

/** Times are integer milliseconds UTC, money is decimal text with a currency. Shipped steps are never edited. */
export const migrations: readonly string[] = [
  `
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
  `,
  `
  ALTER TABLE grants ADD COLUMN possibly_spent_at INTEGER;
  ALTER TABLE attempts ADD COLUMN connection_id TEXT;
  ALTER TABLE attempts ADD COLUMN owner TEXT NOT NULL DEFAULT '';
  `,
  `
  ALTER TABLE grants ADD COLUMN revoke_until INTEGER;
  ALTER TABLE grants ADD COLUMN refresh_attempts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE grants ADD COLUMN consent_until INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE grants ADD COLUMN consent_notice_at INTEGER;
  ALTER TABLE institutions ADD COLUMN consent_days INTEGER NOT NULL DEFAULT 365 CHECK (consent_days > 0);
  ALTER TABLE connections ADD COLUMN forgetting INTEGER NOT NULL DEFAULT 0 CHECK (forgetting IN (0, 1));

  UPDATE grants SET consent_until = authorized_at + 365 * 86400000, consent_notice_at = authorized_at + 335 * 86400000,
    revoke_until = CASE WHEN state = 'revoking' THEN coalesce(next_try_at, revoke_at) + 7 * 86400000 END,
    next_try_at = CASE WHEN state = 'active' AND generation > 0 THEN coalesce(refreshed_at, authorized_at) + 72000000
      ELSE next_try_at END;
  CREATE INDEX refreshes_due ON grants (next_try_at) WHERE state = 'active' AND next_try_at IS NOT NULL;
  CREATE INDEX consent_notices_due ON grants (consent_notice_at) WHERE state = 'active' AND consent_notice_at IS NOT NULL;
  CREATE INDEX connections_of_institution ON connections (institution_id);
  `,
  `
  ALTER TABLE activity ADD COLUMN status INTEGER;
  ALTER TABLE activity ADD COLUMN attempts INTEGER;
  `,
  `
  ALTER TABLE connections ADD COLUMN label TEXT;
  `,
  `
  ALTER TABLE registrations ADD COLUMN public_key TEXT CHECK (public_key IS NULL OR json_valid(public_key));
  ALTER TABLE registrations ADD COLUMN protections TEXT NOT NULL
    DEFAULT '{"pushesRequests":true,"bindsTokens":true,"signsAnswers":true}' CHECK (json_valid(protections));
  `,
  `
  CREATE TABLE preferences (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE grants ADD COLUMN signed_in_at INTEGER;
  `,
  `
  UPDATE registrations SET protections = json_set(protections, '$.postsAnswers', json('false'));
  `,
  `
  UPDATE registrations SET protections = json_set(protections, '$.managesGrants', json('true'));
  `,
  `
  CREATE INDEX connections_in_order ON connections (created_at, id);
  `,
  // That a consent is over follows from its date. It was stored once, and a wrong clock ended good consents for ever.
  `
  UPDATE grants SET state = 'active', problem = NULL, ended_at = NULL,
    next_try_at = CASE WHEN generation > 0 THEN coalesce(refreshed_at, authorized_at) + 72000000 END,
    consent_notice_at = CASE WHEN ended_at > unixepoch() * 1000 THEN consent_until - 30 * 86400000 END
  WHERE state = 'ended' AND json_extract(problem, '$.code') = 'consent_expired';
  `,
  // Accounts have a key of our own, all their balances as decimal text, and the day that these are as of.
  `
  CREATE TABLE accounts_by_key (
    connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    type TEXT,
    name TEXT NOT NULL,
    mask TEXT,
    currency TEXT CHECK (currency IS NULL OR length(currency) = 3),
    balances TEXT NOT NULL CHECK (json_valid(balances)),
    balance_type TEXT NOT NULL CHECK (balance_type IN ('asset', 'liability')),
    as_of_day TEXT,
    as_of INTEGER,
    unavailable INTEGER NOT NULL CHECK (unavailable IN (0, 1)),
    is_earlier INTEGER NOT NULL CHECK (is_earlier IN (0, 1)),
    PRIMARY KEY (connection_id, key)
  ) STRICT, WITHOUT ROWID;

  INSERT INTO accounts_by_key
    SELECT connection_id, lower(hex(randomblob(16))), id, position, category, type, name, mask, currency,
      CASE WHEN balance_minor IS NULL THEN '{}' ELSE json_object(
        CASE category WHEN 'investment' THEN 'value' WHEN 'loan' THEN 'principal' ELSE 'current' END,
        CASE WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF',
            'XOF', 'XPF') THEN printf('%d', balance_minor)
          WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND')
            THEN printf('%s%d.%03d', iif(balance_minor < 0, '-', ''), abs(balance_minor) / 1000, abs(balance_minor) % 1000)
          WHEN currency = 'XXX' THEN printf('%s%d.%08d', iif(balance_minor < 0, '-', ''), abs(balance_minor) / 100000000,
            abs(balance_minor) % 100000000)
          ELSE printf('%s%d.%02d', iif(balance_minor < 0, '-', ''), abs(balance_minor) / 100, abs(balance_minor) % 100)
        END) END,
      balance_type, NULL, as_of, unavailable, 0
    FROM accounts;
  DROP TABLE accounts;
  ALTER TABLE accounts_by_key RENAME TO accounts;

  ALTER TABLE connections ADD COLUMN unreadable_accounts INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE activity ADD COLUMN unreadable INTEGER;
  ALTER TABLE activity ADD COLUMN repeated INTEGER;
  ALTER TABLE activity ADD COLUMN kept INTEGER;
  ALTER TABLE activity ADD COLUMN gone INTEGER;
  `,
]

export const schemaVersion = migrations.length

/** Forward only, one transaction a step: a crash leaves the version before or the version after. */
export function migrate(store: Database, steps = migrations): void {
  const from = Number(store.pragma('user_version', { simple: true }))
  for (const [index, sql] of steps.entries()) {
    if (index < from) continue
    store
      .transaction(() => {
        store.exec(sql)
        store.pragma(`user_version = ${index + 1}`)
      })
      .immediate()
  }
}
