import { app, dialog, type BrowserWindow } from 'electron'
import type { Log } from '../core/log.ts'

const reloadEveryMs = 60_000
const endLimitMs = 15_000

/** Logs uncaught errors. After one the app shows a message once and closes, because its state is unknown. */
export function watchFaults(log: Log): void {
  let isReported = false
  process.on('uncaughtException', (thrown) => {
    log.error('main.failed', thrown)
    if (isReported) return
    isReported = true
    dialog.showErrorBox('Mooring has to close', uncaught)
    setTimeout(() => app.exit(1), endLimitMs).unref()
    app.quit()
  })
  process.on('unhandledRejection', (reason) => log.error('main.rejected', reason))
  app.on('child-process-gone', (_event, { type, reason, exitCode, name }) =>
    log.warn('process.gone', { type, reason, exitCode, name }),
  )
}

/** Reloads the page when its process has crashed, at most once a minute, so that the window does not stay blank. */
export function reloadWhenGone(window: BrowserWindow, log: Log, load: () => Promise<void>): void {
  let lastMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.warn('page.gone', { reason, exitCode })
    if (reason === 'clean-exit') return
    clearTimeout(timer)
    timer = setTimeout(
      () => {
        if (window.isDestroyed()) return
        lastMs = performance.now()
        load().catch((thrown: unknown) => log.error('page.failed', thrown))
      },
      Math.max(0, lastMs + reloadEveryMs - performance.now()),
    )
  })
  window.on('unresponsive', () => log.warn('page.unresponsive'))
  window.once('closed', () => clearTimeout(timer))
}

const uncaught =
  'An error inside Mooring left it in a state that can’t be trusted. Your connections were not harmed.\n\nStart Mooring again. If it happens again, attach what Health → Save diagnostics writes to a report.'
