import type { Deps } from '../runtime/deps.ts'
import { endOfHoursMs } from '../runtime/hours.ts'
import { write } from '../store/database.ts'
import {
  certificateEnd,
  deleteNotices,
  insertNotice,
  isDatasetFailing,
  isRegistrationFailing,
  lastShown,
  listNotices,
  recordShown,
  stateOfConnection,
  type NoticeKind,
  type NoticeRow,
} from '../store/notices.ts'
import { readPreferences } from '../store/preferences.ts'
import { noticeOf } from './notice-text.ts'

/** An outage breaks many connections: those of this time are one notification. */
const collectMs = 10_000
const dayMs = 24 * 60 * 60_000

export type NotifyDeps = Pick<Deps, 'store' | 'now' | 'timers' | 'notify' | 'keychain'>

/** What broke without the user waiting for it. */
export interface Broken {
  kind: Exclude<NoticeKind, 'consent' | 'refresh-life' | 'certificate'>
  /** The id of the connection, registration or dataset; empty for the keychain. */
  id: string
  /** The name of the institution, registration or dataset; empty for the keychain. */
  name: string
}

/**
 * Notifies the user of what broke, if they want to hear of its kind: seconds later, after the quiet hours, and at most once a day for
 * each kind, across restarts. Not if it is right again by then.
 *
 * @throws AppError `disk_full`, `data_unwritable`
 */
export function notifyBroken(deps: NotifyDeps, { kind, id, name }: Broken): void {
  add(deps, [{ kind, subject: id, name, atMs: deps.now(), untilMs: null }])
}

/** As `notifyBroken`, of consents that end soon or have ended. */
export function notifyConsents(deps: NotifyDeps, consents: readonly Ending[]): void {
  notifyEndings(deps, 'consent', consents)
}

/** As `notifyBroken`, of refresh tokens whose life ends soon or has ended. */
export function notifyRefreshLives(deps: NotifyDeps, lives: readonly Ending[]): void {
  notifyEndings(deps, 'refresh-life', lives)
}

interface Ending {
  connectionId: string
  institutionName: string
  untilMs: number
}

function notifyEndings(deps: NotifyDeps, kind: 'consent' | 'refresh-life', endings: readonly Ending[]): void {
  const atMs = deps.now()
  add(
    deps,
    endings.map(({ connectionId, institutionName, untilMs }) => ({
      kind,
      subject: connectionId,
      name: institutionName,
      atMs,
      untilMs,
    })),
  )
}

/** As `notifyConsents`, of client certificates. */
export function notifyCertificates(
  deps: NotifyDeps,
  registrations: readonly { id: string; name: string; untilMs: number }[],
): void {
  const atMs = deps.now()
  add(
    deps,
    registrations.map(({ id, name, untilMs }) => ({ kind: 'certificate', subject: id, name, atMs, untilMs })),
  )
}

/** Sets the timer for the next notification. Call at start, after sleep, and when the preferences have changed. */
export function setNoticeTimer(deps: NotifyDeps): void {
  const dueMs = Math.min(...waiting(deps).map((one) => one.dueMs))
  deps.timers.set('notices', Number.isFinite(dueMs) ? dueMs : null, () => showDue(deps))
}

function add(deps: NotifyDeps, rows: NoticeRow[]): void {
  const wanted = rows.filter(({ kind }) => isWanted(deps, kind))
  if (wanted.length === 0) return
  write(deps.store, () => {
    for (const row of wanted) insertNotice(deps.store, row)
  })
  setNoticeTimer(deps)
}

function showDue(deps: NotifyDeps): void {
  for (const { kind, rows, dueMs } of waiting(deps)) {
    if (dueMs <= deps.now()) show(deps, kind, rows)
  }
  setNoticeTimer(deps)
}

/** Records first and shows then: a crash between the two shows one less, and none twice. */
function show(deps: NotifyDeps, kind: NoticeKind, rows: readonly NoticeRow[]): void {
  const nowMs = deps.now()
  const current = isWanted(deps, kind) ? rows.filter((row) => isStillSo(deps, row)) : []
  write(deps.store, () => {
    deleteNotices(deps.store, kind)
    if (current.length > 0) recordShown(deps.store, kind, nowMs)
  })
  if (current.length > 0) deps.notify(noticeOf(kind, current, nowMs))
}

interface Waiting {
  kind: NoticeKind
  rows: NoticeRow[]
  dueMs: number
}

function waiting(deps: NotifyDeps): Waiting[] {
  const byKind = Map.groupBy(listNotices(deps.store), ({ kind }) => kind)
  return [...byKind].map(([kind, rows]) => ({ kind, rows, dueMs: dueOf(deps, kind, rows) }))
}

/** When the notification of a kind is due. A time that a clock which was ahead has stored counts as past. */
function dueOf(deps: NotifyDeps, kind: NoticeKind, rows: readonly NoticeRow[]): number {
  const nowMs = deps.now()
  const shownMs = lastShown(deps.store, kind)
  const freeMs = shownMs === null || shownMs > nowMs ? 0 : shownMs + dayMs
  const sinceMs = Math.min(...rows.map(({ atMs }) => (atMs > nowMs ? 0 : atMs)))
  const dueMs = Math.max(sinceMs + collectMs, freeMs, nowMs)
  const { quietHours } = readPreferences(deps.store)
  return (quietHours && endOfHoursMs(quietHours, dueMs)) ?? dueMs
}

function isWanted({ store }: NotifyDeps, kind: NoticeKind): boolean {
  const { quiet, notifyConsent, notifyRetry, notifyBroken: ofBroken } = readPreferences(store)
  if (quiet) return false
  if (kind === 'consent' || kind === 'refresh-life' || kind === 'certificate') return notifyConsent
  return kind === 'retry' ? notifyRetry : ofBroken
}

/** Whether what a notification says is still true: the user may have relinked or unlocked meanwhile. */
function isStillSo({ store, keychain }: NotifyDeps, { kind, subject, untilMs }: NoticeRow): boolean {
  const connection = stateOfConnection(store, subject)
  switch (kind) {
    case 'consent':
      return connection?.state === 'active' && connection.consentUntilMs === untilMs
    case 'refresh-life':
      return connection?.state === 'active' && connection.refreshUntilMs === untilMs
    case 'certificate':
      return certificateEnd(store, subject) === untilMs
    case 'ended':
      return connection?.state === 'ended'
    case 'retry':
      return connection?.state === 'active' && connection.refreshAttempts > 0
    case 'registration':
      return isRegistrationFailing(store, subject)
    case 'keychain':
      return !['keychain', 'memory'].includes(keychain.status().state)
    case 'dataset':
      return isDatasetFailing(store, subject)
  }
}
