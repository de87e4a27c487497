import { notifyCertificates } from '../../notifications/notify.ts'
import { nextConsentNoticeMs } from '../../runtime/timings.ts'
import { write } from '../../store/database.ts'
import { listCertificateEnds, setCertificateNotice } from '../../store/registrations.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'

/**
 * Sets the timer for the next reminder of a client certificate's end, on the same days as for a consent. Plans those of new certificates.
 * Call after any change of a registration, and at start.
 */
export function setCertificateTimer(deps: RefreshDeps): void {
  const nowMs = deps.now()
  const unplanned = listCertificateEnds(deps.store).filter(({ noticeAtMs }) => noticeAtMs === 0)
  if (unplanned.length > 0) {
    write(deps.store, () => {
      for (const { id, untilMs } of unplanned) {
        setCertificateNotice(deps.store, id, nextConsentNoticeMs(untilMs, nowMs))
      }
    })
  }
  const planned = listCertificateEnds(deps.store).flatMap(({ noticeAtMs }) => noticeAtMs ?? [])
  const dueMs = planned.length === 0 ? null : Math.min(...planned)
  deps.timers.set('certificates', dueMs, () => notifyOfCertificates(deps))
}

/** Notifies the user of the certificates that expire soon or have expired, each date once. */
function notifyOfCertificates(deps: RefreshDeps): void {
  const nowMs = deps.now()
  const due = listCertificateEnds(deps.store).filter(
    ({ noticeAtMs }) => noticeAtMs !== null && noticeAtMs <= nowMs,
  )
  write(deps.store, () => {
    for (const { id, untilMs } of due) {
      setCertificateNotice(deps.store, id, nextConsentNoticeMs(untilMs, nowMs))
    }
  })
  notifyCertificates(deps, due)
  setCertificateTimer(deps)
}
