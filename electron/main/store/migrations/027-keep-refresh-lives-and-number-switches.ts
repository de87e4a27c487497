/** How long a grant's refresh token works, where that is known, and whether a registration reads full account numbers. */
export const keepRefreshLivesAndNumberSwitches = `
  ALTER TABLE grants ADD COLUMN refresh_from INTEGER;
  ALTER TABLE grants ADD COLUMN refresh_until INTEGER;
  ALTER TABLE grants ADD COLUMN refresh_notice_at INTEGER;
  CREATE INDEX refresh_notices_due ON grants (refresh_notice_at) WHERE state = 'active' AND refresh_notice_at IS NOT NULL;
  ALTER TABLE registrations ADD COLUMN reads_numbers INTEGER NOT NULL DEFAULT 0 CHECK (reads_numbers IN (0, 1));
  `
