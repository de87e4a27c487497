/**
 * Consent receipts: append-only, each entry chained to the one before by its hash. `entry` is the text that is hashed; the other columns
 * are read out of it, so that they can't differ. OR REPLACE runs no DELETE trigger, so an INSERT of a known number is refused too.
 */
export const createConsentReceipts = `
  CREATE TABLE consent_receipts (
    number INTEGER PRIMARY KEY,
    entry TEXT NOT NULL CHECK (json_valid(entry)),
    hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    connection_id TEXT GENERATED ALWAYS AS (json_extract(entry, '$.subject.connectionId')) VIRTUAL,
    link_id TEXT GENERATED ALWAYS AS (json_extract(entry, '$.subject.linkId')) VIRTUAL
  ) STRICT;
  CREATE INDEX consent_receipts_of_connection ON consent_receipts (connection_id, number);
  CREATE INDEX consent_receipts_of_link ON consent_receipts (link_id, number);
  CREATE TRIGGER consent_receipts_are_kept BEFORE DELETE ON consent_receipts
    BEGIN SELECT raise(ABORT, 'consent receipts are append-only'); END;
  CREATE TRIGGER consent_receipts_are_final BEFORE UPDATE ON consent_receipts
    BEGIN SELECT raise(ABORT, 'consent receipts are append-only'); END;
  CREATE TRIGGER consent_receipts_are_appended BEFORE INSERT ON consent_receipts
    WHEN EXISTS (SELECT 1 FROM consent_receipts WHERE number >= NEW.number OR hash = NEW.hash)
    BEGIN SELECT raise(ABORT, 'consent receipts are append-only'); END;
  `
