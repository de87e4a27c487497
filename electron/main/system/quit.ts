import { setTimeout as wait } from 'node:timers/promises'
import type { App } from 'electron'
import { AppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'

/** Longer than the revocations take that leave before the app does. */
const closeLimitMs = 10_000

interface Quit {
  app: Pick<App, 'on' | 'quit' | 'relaunch' | 'releaseSingleInstanceLock' | 'removeAllListeners'>
  log: Log
  close: () => Promise<void>
  /** Says what could not be done, and ends the app. */
  refuse: (title: string, text: string) => Promise<void>
  limitMs?: number
}

/**
 * Closes everything before the app quits, once and within a limit. An app that is opened again meanwhile starts again afterwards.
 *
 * @returns how to quit and do something last, when all is closed: to put a newer version in the place of this one
 */
export function quitCleanly(quit: Quit): (last: () => Promise<void>) => void {
  const { app, log, limitMs = closeLimitMs } = quit
  let state: 'open' | 'closing' | 'closed' = 'open'
  let openedWith: readonly string[] | null = null
  let last = () => {
    if (openedWith !== null) app.relaunch({ args: [...openedWith] })
    app.quit()
  }
  app.on('second-instance', (_event, argv) => {
    if (state !== 'open') openedWith = argv.slice(1)
  })
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    closeInTime(quit, limitMs)
      .catch((thrown: unknown) => log.error('quit.failed', thrown))
      .finally(() => {
        state = 'closed'
        last()
      })
  })
  return (work) => {
    last = () => {
      // The newer version must not find this one still running.
      app.releaseSingleInstanceLock()
      // On macOS the system closes the windows and then relaunches the app, which takes a moment: quitting at the last window would
      // end the app before. This takes Electron's own listener away, too.
      app.removeAllListeners('window-all-closed')
      work().catch((thrown: unknown) => {
        log.error('update.failed', thrown, thrown instanceof AppError ? { problem: thrown.code } : {})
        return quit.refuse('Mooring wasn’t updated', notUpdated)
      })
    }
    app.quit()
  }
}

async function closeInTime({ close, log }: Quit, limitMs: number): Promise<void> {
  const isLate = wait(limitMs, true, { ref: false })
  if (await Promise.race([close().then(() => false), isLate])) log.warn('quit.late', { limitMs })
}

const notUpdated =
  'The update couldn’t be installed.\n\nStart Mooring again to keep using this version, or download and install the update yourself.'
