export const planRefreshesAndConsentNotices = `
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
  `
