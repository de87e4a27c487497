import { app, type RenderProcessGoneDetails, type WebContents } from 'electron'
import type { Log } from '../core/log.ts'
import { redact } from '../core/redact.ts'
import { recoverPages } from './page-recovery.ts'
import { refuse } from './refuse.ts'
import { wasStoppedByUs } from './utility-worker.ts'

/** Gives crash reports their log, and what the app knows of its window. */
export type ReportCrashesTo = (log: Log, app: KnownOfApp) => void

interface KnownOfApp extends Pick<RecoveryOptions, 'isQuitting' | 'endHidden'> {
  /** A page whose window closes once its process ends: nothing is loaded again, and nobody is asked. */
  endsAlone: (contents: WebContents) => boolean
}

type RecoveryOptions = Parameters<typeof recoverPages>[0]

/**
 * Logs every failure that ends a process of the app, and tells the user of those that they can notice. After an uncaught exception the
 * state of the main process is unknown, so it ends; a page is loaded again. Electron's crash reporter is never started: its minidumps
 * would hold tokens.
 *
 * @param isUnattended nobody is there to press a button: a smoke start
 * @returns call it once the log is open
 */
export function reportCrashes(isUnattended: boolean): ReportCrashesTo {
  let log: Log | null = null
  let known: KnownOfApp = { isQuitting: () => false, endHidden: () => false, endsAlone: () => false }
  let hasFailed = false
  process.on('uncaughtException', (thrown) => {
    log?.error('main.failed', thrown, versions())
    if (!log) process.stderr.write(`${redact(String(thrown))}\n`)
    // A second one, while the box of the first is open, is logged alone.
    if (hasFailed) return
    hasFailed = true
    void refuse('Mooring has to close', mainFailed, isUnattended)
  })
  process.on('unhandledRejection', (reason) => {
    if (log) log.error('main.rejected', reason, versions())
    else process.stderr.write(`${redact(String(reason))}\n`)
  })
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason === 'clean-exit' || wasStoppedByUs(name)) return
    log?.warn('child.gone', { type, name, reason, exitCode, ...versions() })
  })
  const pages = recoverPages({
    isQuitting: () => isUnattended || known.isQuitting(),
    endHidden: () => known.endHidden(),
    onFailure: (thrown) => log?.error('page.not_reloaded', thrown),
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('unresponsive', () => {
      log?.warn('page.unresponsive', versions())
      if (!known.endsAlone(contents)) pages.stuck(contents)
    })
    contents.on('responsive', pages.unstuck)
  })
  app.on('render-process-gone', (_event, contents, { reason, exitCode }: RenderProcessGoneDetails) => {
    if (reason === 'clean-exit') return
    log?.warn('page.gone', { reason, exitCode, ...versions() })
    if (!known.endsAlone(contents)) pages.ended(contents)
  })
  return (opened, given) => {
    log = opened
    known = given
  }
}

function versions(): Record<string, string | undefined> {
  return { version: app.getVersion(), electron: process.versions.electron, platform: process.platform }
}

const mainFailed =
  'A fault in Mooring itself was met. Connections and data are as they were, and nothing is sent to anyone.\n\nStart Mooring again. If it comes back, save the diagnostics under Health and report it.'
