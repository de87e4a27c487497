/**
 * Client certificates (RFC 8705), authorization details (RFC 9396) and the hub's service APIs. The private key of a certificate is in the keychain, in the entry
 * of its registration.
 */
export const addClientCertificates = `
  ALTER TABLE registrations ADD COLUMN certificate TEXT CHECK (json_valid(certificate));
  -- When the next reminder of the certificate's end is due; null for none.
  ALTER TABLE registrations ADD COLUMN certificate_notice_at INTEGER;
  ALTER TABLE registrations ADD COLUMN authorization_details TEXT CHECK (json_valid(authorization_details));

  -- Service credentials at the hub, without their secret.
  ALTER TABLE registrations ADD COLUMN hub TEXT CHECK (json_valid(hub));

  -- What the tokens of a grant are bound to: 'key', 'certificate' or null for nothing.
  ALTER TABLE grants ADD COLUMN bound_to TEXT;
  ALTER TABLE grants ADD COLUMN details_asked TEXT;
  ALTER TABLE grants ADD COLUMN details_granted TEXT;
  -- What the hub said last of the consent.
  ALTER TABLE grants ADD COLUMN hub_consent TEXT;

  -- A registration of another computer may have had a certificate.
  CREATE TABLE new_relinks (
    id TEXT PRIMARY KEY,
    institution_id TEXT NOT NULL REFERENCES institutions (id) ON DELETE CASCADE,
    sub TEXT NOT NULL,
    login TEXT NOT NULL,
    labels TEXT NOT NULL CHECK (json_valid(labels)),
    credential TEXT NOT NULL CHECK (credential IN ('none', 'secret', 'key', 'certificate')),
    created_at INTEGER NOT NULL,
    policy TEXT,
    UNIQUE (institution_id, sub)
  ) STRICT;
  INSERT INTO new_relinks SELECT id, institution_id, sub, login, labels, credential, created_at, policy FROM relinks;
  DROP TABLE relinks;
  ALTER TABLE new_relinks RENAME TO relinks;
  `
