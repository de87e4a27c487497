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
  /** Asked before anything is closed: false keeps the app open. */
  mayQuit?: () => Promise<boolean>
  /** Says what could not be done, and ends the app. */
  refuse: (title: string, text: string) => Promise<void>
  /** The AppImage that this app runs from: what it mounts is gone when the app ends. */
  appImage?: string | null
  limitMs?: number
}

/**
 * Closes everything before the app quits, once and within a limit. An app that is opened again meanwhile starts again afterwards.
 *
 * @returns how to quit and do something last, once all is closed: to install an update, or to replace the database. Where closing takes
 * longer than the limit, that is left undone, because the database may still be open.
 */
export function quitCleanly(quit: Quit): (last: () => Promise<void>) => void {
  const { app, log, limitMs = closeLimitMs } = quit
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open'
  let openedWith: readonly string[] | null = null
  const end = () => {
    if (openedWith !== null) relaunch(quit, openedWith)
    app.quit()
  }
  let last = end
  app.on('second-instance', (_event, argv) => {
    if (state !== 'open') openedWith = argv.slice(1)
  })
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state !== 'open') return
    state = 'asking'
    void mayQuit(quit).then(async (isAllowed) => {
      if (!isAllowed) {
        state = 'open'
        last = end
        openedWith = null
        return
      }
      state = 'closing'
      const isClosed = await closeInTime(quit, limitMs)
      state = 'closed'
      if (isClosed) last()
      else end()
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

/** Starts the app again once it has ended. */
export function relaunch({ app, appImage }: Pick<Quit, 'app' | 'appImage'>, args?: readonly string[]): void {
  app.relaunch({ ...(args ? { args: [...args] } : {}), ...(appImage ? { execPath: appImage } : {}) })
}

/** Never throws: a question that can't be asked keeps nobody from quitting. */
async function mayQuit({ mayQuit: ask, log }: Quit): Promise<boolean> {
  try {
    return (await ask?.()) ?? true
  } catch (thrown) {
    log.error('quit.question_failed', thrown)
    return true
  }
}

/** Never throws. @returns whether everything is closed */
async function closeInTime({ close, log }: Quit, limitMs: number): Promise<boolean> {
  try {
    const isLate = await Promise.race([close().then(() => false), wait(limitMs, true, { ref: false })])
    if (isLate) log.warn('quit.late', { limitMs })
    return !isLate
  } catch (thrown) {
    log.error('quit.failed', thrown)
    return false
  }
}

const notUpdated =
  'The update couldn’t be installed.\n\nStart Mooring again to keep using this version, or download and install the update yourself.'
