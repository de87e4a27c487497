import { app, BrowserWindow, dialog, type RenderProcessGoneDetails, type WebContents } from 'electron'
import type { Log } from '../core/log.ts'
import { redact } from '../core/redact.ts'
import { refuse } from './refuse.ts'

/** A page that stops more often than this stops at something that loading it again does not mend. */
const reloadEveryMs = 60_000

/**
 * Logs every failure that ends a process of the app, and tells the user of those that they can notice. After an uncaught exception the
 * state of the main process is unknown, so it ends; a page is loaded again. Electron's crash reporter is never started: its minidumps
 * would hold tokens.
 *
 * @param isUnattended nobody is there to press OK: a smoke start
 * @returns call it with the log, once that is open
 */
export function reportCrashes(isUnattended: boolean): (log: Log) => void {
  let log: Log | null = null
  process.on('uncaughtException', (thrown) => {
    log?.error('main.failed', thrown, versions())
    if (!log) process.stderr.write(`${redact(String(thrown))}\n`)
    void refuse('Mooring has to close', mainFailed, isUnattended)
  })
  process.on('unhandledRejection', (reason) => {
    if (log) log.error('main.rejected', reason, versions())
    else process.stderr.write(`${redact(String(reason))}\n`)
  })
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason !== 'clean-exit') log?.warn('child.gone', { type, name, reason, exitCode, ...versions() })
  })
  app.on('web-contents-created', (_event, contents) => {
    contents.on('unresponsive', () => log?.warn('page.unresponsive', versions()))
  })
  const reload = reloader()
  app.on('render-process-gone', (_event, contents, { reason, exitCode }: RenderProcessGoneDetails) => {
    if (reason === 'clean-exit') return
    log?.warn('page.gone', { reason, exitCode, ...versions() })
    void reload(contents).catch((thrown: unknown) => log?.error('page.not_reloaded', thrown))
  })
  return (opened) => {
    log = opened
  }
}

function reloader(): (contents: WebContents) => Promise<void> {
  let reloadedAtMs = Number.NEGATIVE_INFINITY
  return async (contents) => {
    if (contents.isDestroyed()) return
    const isAgain = performance.now() - reloadedAtMs < reloadEveryMs
    if (!isAgain) {
      reloadedAtMs = performance.now()
      contents.reload()
    }
    const window = BrowserWindow.fromWebContents(contents)
    if (!window) return
    const { response } = await dialog.showMessageBox(window, isAgain ? pageFailedAgain : pageReloaded)
    if (!isAgain) return
    if (response === loadAgain) contents.reload()
    else app.quit()
  }
}

function versions(): Record<string, string | undefined> {
  return { version: app.getVersion(), electron: process.versions.electron, platform: process.platform }
}

const mainFailed =
  'A fault in Mooring itself was met. Connections and data are as they were, and nothing is sent to anyone.\n\nStart Mooring again. If it comes back, save the diagnostics under Health and report it.'

const pageReloaded = {
  type: 'warning' as const,
  message: 'Mooring’s window stopped working and was loaded again',
  detail: 'What was typed in it is lost. Connections and data are as they were.',
  buttons: ['OK'],
}

const loadAgain = 0
const pageFailedAgain = {
  type: 'error' as const,
  message: 'Mooring’s window stopped working again',
  detail:
    'Connections and data are as they were. Load it again, or quit and start Mooring once more. If it comes back, this computer may lack memory, or Mooring has a fault to report.',
  buttons: ['Load Again', 'Quit'],
  defaultId: loadAgain,
  cancelId: loadAgain,
}
