/** Adds our own key to accounts, all their balances as decimal text, and the date of the balances. */
export const keyAccounts = `
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
  `
