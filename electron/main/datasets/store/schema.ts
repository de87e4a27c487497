/** "MooD" in ASCII: distinguishes a dataset's file from other SQLite files. */
export const applicationId = 0x4d6f6f44

/** Of the newest definitions below. */
export const schemaVersion = 1

/** SQLite keeps the comments: users read this file with other programs. */
export const schema = `
CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY, -- ascending
  cause TEXT NOT NULL,
  started_at TEXT NOT NULL, -- all _at are UTC, such as 2026-11-20T12:00:00.000Z
  ended_at TEXT, -- null while it runs, and if Mooring ended meanwhile
  outcome TEXT CHECK (outcome IN ('complete', 'partial', 'failed', 'cancelled')),
  inserted INTEGER NOT NULL DEFAULT 0, -- transactions
  updated INTEGER NOT NULL DEFAULT 0,
  posted INTEGER NOT NULL DEFAULT 0,
  vanished INTEGER NOT NULL DEFAULT 0,
  accounts_read INTEGER NOT NULL DEFAULT 0,
  accounts_missing INTEGER NOT NULL DEFAULT 0,
  problem TEXT, -- JSON: why something could not be read
  until_at TEXT -- when what is missing is read again
) STRICT;

CREATE TABLE connections (
  connection_id TEXT PRIMARY KEY, -- never changes, even if the connection is removed and linked again
  linked_id TEXT NOT NULL UNIQUE, -- the id that the connection has in Mooring now
  registration_id TEXT NOT NULL,
  institution_id TEXT NOT NULL,
  sub TEXT NOT NULL, -- the institution's id of the login
  institution TEXT NOT NULL,
  login TEXT NOT NULL,
  label TEXT,
  _run_id INTEGER NOT NULL, -- the run that last changed the row
  _loaded_at TEXT NOT NULL,
  UNIQUE (institution_id, sub)
) STRICT;

CREATE TABLE accounts (
  account_id INTEGER PRIMARY KEY AUTOINCREMENT, -- in this file
  connection_id TEXT NOT NULL REFERENCES connections,
  account_key TEXT NOT NULL, -- Mooring's own, made from the institution's id
  institution_account_id TEXT NOT NULL,
  category TEXT NOT NULL,
  type TEXT,
  name TEXT NOT NULL,
  mask TEXT, -- the last characters of the account's number
  currency TEXT,
  balance_type TEXT NOT NULL CHECK (balance_type IN ('asset', 'liability')),
  id_quality TEXT NOT NULL DEFAULT 'stable' CHECK (id_quality IN ('stable', 'unstable')), -- of the institution's ids of transactions
  gone_at TEXT, -- since when the institution no longer shares it
  holdings_read_at TEXT, -- of the newest snapshot of holdings, which may have none; null before the first
  superseded_by INTEGER REFERENCES accounts, -- the same account under a new id, which has its transactions
  same_account_as INTEGER REFERENCES accounts, -- the same account under another login: count it once
  _run_id INTEGER NOT NULL,
  _loaded_at TEXT NOT NULL,
  UNIQUE (connection_id, account_key)
) STRICT;

CREATE TABLE distinct_accounts ( -- the user said that these are not one account
  account_id INTEGER NOT NULL REFERENCES accounts,
  earlier_id INTEGER NOT NULL REFERENCES accounts,
  PRIMARY KEY (account_id, earlier_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE balances ( -- snapshots: one a day, and one for each change
  account_id INTEGER NOT NULL REFERENCES accounts,
  kind TEXT NOT NULL,
  read_at TEXT NOT NULL,
  balance_date TEXT NOT NULL, -- the day that the institution names, else the day of the read
  as_of_at TEXT,
  is_main INTEGER NOT NULL CHECK (is_main IN (0, 1)), -- the one to show for the account
  currency TEXT,
  amount TEXT NOT NULL, -- exact; a debt is below zero
  amount_minor INTEGER, -- in minor units, such as cents; null if it has more digits, or for an unknown currency
  reported_amount TEXT NOT NULL, -- the institution's own figure
  _run_id INTEGER NOT NULL,
  _loaded_at TEXT NOT NULL,
  PRIMARY KEY (account_id, kind, read_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE holdings ( -- snapshots: all of an account's at each change, and one a day. Held now: read_at = accounts.holdings_read_at
  account_id INTEGER NOT NULL REFERENCES accounts,
  read_at TEXT NOT NULL,
  position_number INTEGER NOT NULL, -- in the institution's order
  institution_holding_id TEXT,
  holding_date TEXT NOT NULL,
  as_of_at TEXT,
  name TEXT,
  symbol TEXT,
  security_id TEXT,
  security_id_type TEXT,
  type TEXT,
  position TEXT CHECK (position IN ('long', 'short')),
  units TEXT, -- exact
  currency TEXT,
  unit_price TEXT,
  unit_price_currency TEXT,
  market_value TEXT,
  market_value_currency TEXT,
  market_value_minor INTEGER,
  cost_basis TEXT,
  cost_basis_currency TEXT,
  tax_lots TEXT, -- JSON, amounts as text
  unreadable TEXT, -- what was sent and could not be read
  _run_id INTEGER NOT NULL,
  _loaded_at TEXT NOT NULL,
  PRIMARY KEY (account_id, read_at, position_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE transactions (
  transaction_id INTEGER PRIMARY KEY, -- in this file; never changes
  account_id INTEGER NOT NULL REFERENCES accounts,
  transaction_date TEXT, -- the posting day, else the day of the transaction
  amount TEXT, -- exact; below zero when money left the account
  amount_minor INTEGER, -- in minor units, such as cents; null if it has more digits, or for an unknown currency
  currency TEXT,
  description TEXT,
  category TEXT,
  direction TEXT CHECK (direction IN ('debit', 'credit')), -- null: the institution does not say, and amount has its sign
  is_pending INTEGER NOT NULL CHECK (is_pending IN (0, 1)),
  posted_at TEXT,
  made_at TEXT,
  unreadable TEXT, -- what was sent and could not be read
  institution_transaction_id TEXT,
  fingerprint TEXT NOT NULL, -- SHA-256 of connection, account, date, minor units, currency, description, number among equals
  vanished_at TEXT, -- since when the institution no longer returns it
  superseded_by INTEGER, -- of a pending one: the transaction that it was posted as
  _run_id INTEGER NOT NULL,
  _loaded_at TEXT NOT NULL
) STRICT;
CREATE INDEX transactions_by_date ON transactions (account_id, transaction_date);

CREATE TABLE transaction_changes ( -- only added to; run_id ascends
  change_id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  transaction_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('inserted', 'updated', 'posted', 'vanished', 'reappeared', 'joined')),
  before TEXT, -- JSON: what changed, as it was; null for inserted
  after TEXT
) STRICT;

CREATE TABLE coverage (
  account_id INTEGER PRIMARY KEY REFERENCES accounts,
  from_date TEXT, -- every day from here
  to_date TEXT, -- to here was read whole
  as_of_at TEXT, -- of the last whole read
  problem TEXT, -- JSON: why the last read did not get everything
  windows TEXT NOT NULL, -- JSON: what was read, and how, to know what to read next
  kept_days INTEGER NOT NULL DEFAULT 0, -- the greatest age at which the institution has returned a transaction
  row_count INTEGER NOT NULL DEFAULT 0, -- current transactions
  inserted INTEGER NOT NULL DEFAULT 0, -- by the run _run_id
  updated INTEGER NOT NULL DEFAULT 0,
  posted INTEGER NOT NULL DEFAULT 0,
  vanished INTEGER NOT NULL DEFAULT 0,
  _run_id INTEGER NOT NULL,
  _loaded_at TEXT NOT NULL
) STRICT;

CREATE TABLE changed_months ( -- where a copy has to look
  account_id INTEGER NOT NULL REFERENCES accounts,
  month TEXT NOT NULL, -- 2026-11, or undated
  _run_id INTEGER NOT NULL, -- the last run that changed a transaction of it
  PRIMARY KEY (account_id, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE deleted_connections ( -- whose data a copy has to delete
  connection_id TEXT PRIMARY KEY,
  last_transaction_id INTEGER NOT NULL, -- numbers up to here are not given again
  _run_id INTEGER NOT NULL,
  _loaded_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW v_transactions AS -- current ones. Those with same_account_as are the same account's under another login
SELECT
  transactions.transaction_id, connections.connection_id, connections.institution, connections.login, connections.label,
  accounts.account_id, accounts.account_key, accounts.name AS account_name, accounts.mask AS account_mask,
  accounts.category AS account_category, accounts.same_account_as,
  transactions.transaction_date, coalesce(substr(transactions.transaction_date, 1, 7), 'undated') AS month,
  transactions.description, transactions.category, transactions.currency, transactions.amount, transactions.amount_minor,
  transactions.direction, transactions.is_pending, transactions.posted_at, transactions.made_at, transactions.unreadable,
  transactions.institution_transaction_id, transactions.fingerprint, transactions._run_id, transactions._loaded_at
FROM transactions
JOIN accounts USING (account_id)
JOIN connections USING (connection_id)
WHERE transactions.vanished_at IS NULL AND transactions.superseded_by IS NULL;

CREATE VIEW v_balances_latest AS
SELECT
  connections.connection_id, connections.institution, connections.login, connections.label,
  accounts.account_id, accounts.account_key, accounts.name AS account_name, accounts.mask AS account_mask,
  accounts.category AS account_category, accounts.same_account_as, accounts.gone_at,
  balances.kind, balances.is_main, balances.balance_date, balances.as_of_at, balances.read_at,
  balances.currency, balances.amount, balances.amount_minor, balances.reported_amount, balances._run_id, balances._loaded_at
FROM balances
JOIN accounts USING (account_id)
JOIN connections USING (connection_id)
WHERE accounts.superseded_by IS NULL
  AND balances.read_at = (SELECT max(latest.read_at) FROM balances AS latest WHERE latest.account_id = balances.account_id);
`
