/** The end of a consent follows from its date. An earlier version stored it, and a wrong clock ended good consents for good. */
export const reactivateExpiredConsents = `
  UPDATE grants SET state = 'active', problem = NULL, ended_at = NULL,
    next_try_at = CASE WHEN generation > 0 THEN coalesce(refreshed_at, authorized_at) + 72000000 END,
    consent_notice_at = CASE WHEN ended_at > unixepoch() * 1000 THEN consent_until - 30 * 86400000 END
  WHERE state = 'ended' AND json_extract(problem, '$.code') = 'consent_expired';
  `
