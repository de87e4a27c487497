import { setTimeout as wait } from 'node:timers/promises'
import type { App } from 'electron'
import { AppError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { hiddenArgument } from './login-start.ts'

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
  /** What this process was started with; by default the process's own. */
  argv?: readonly string[]
  /** The AppImage that this app runs from: what it mounts is gone when the app ends. */
  appImage?: string | null
  limitMs?: number
}

/** What is done last, once everything is closed. */
export type Last = keyof typeof notDone

/**
 * Closes everything before the app quits, once and within a limit. An app that is opened again meanwhile starts again afterwards.
 *
 * @returns how to quit and do something last, once all is closed: to install an update, or to replace the database. Where closing takes
 * longer than the limit, that is left undone and said, because the database may still be open.
 */
export function quitCleanly(quit: Quit): (what: Last, work: () => Promise<void>) => void {
  const { app, log, limitMs = closeLimitMs } = quit
  const given = argumentsOf(quit.argv ?? process.argv)
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open'
  let openedWith: readonly string[] | null = null
  const end = () => {
    if (openedWith !== null) relaunch(quit, openedWith)
    app.quit()
  }
  let last = end
  let giveUp = end
  const open = (args: readonly string[]) => {
    if (state !== 'open') openedWith = args
  }
  app.on('second-instance', (_event, argv) => open(argv.slice(1)))
  // On macOS no second process starts: the system tells the running one.
  app.on('activate', () => open(openedWith ?? given))
  app.on('open-url', (_event, url) => open([...given, url]))
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state !== 'open') return
    state = 'asking'
    void mayQuit(quit).then(async (isAllowed) => {
      if (!isAllowed) {
        state = 'open'
        last = end
        giveUp = end
        openedWith = null
        return
      }
      state = 'closing'
      const isClosed = await closeInTime(quit, limitMs)
      state = 'closed'
      if (isClosed) last()
      else giveUp()
    })
  })
  return (what, work) => {
    const { title, text } = notDone[what]
    giveUp = () => void quit.refuse(title, text)
    last = () => {
      // The newer version must not find this one still running.
      app.releaseSingleInstanceLock()
      // On macOS the system closes the windows and then relaunches the app, which takes a moment: quitting at the last window would
      // end the app before. This takes Electron's own listener away, too.
      app.removeAllListeners('window-all-closed')
      work().catch((thrown: unknown) => {
        log.error(`${what}.failed`, thrown, thrown instanceof AppError ? { problem: thrown.code } : {})
        giveUp()
      })
    }
    app.quit()
  }
}

/** Starts the app again once it has ended. */
export function relaunch({ app, appImage }: Pick<Quit, 'app' | 'appImage'>, args?: readonly string[]): void {
  app.relaunch({
    args: [...(args ?? argumentsOf(process.argv))],
    ...(appImage ? { execPath: appImage } : {}),
  })
}

/** What a process was started with. Whoever starts it again wants to see its window, and no longer what an address named. */
function argumentsOf(argv: readonly string[]): string[] {
  return argv.slice(1).filter((argument) => !argument.startsWith('mooring:') && argument !== hiddenArgument)
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

const notDone = {
  update: {
    title: 'Mooring wasn’t updated',
    text: 'The update couldn’t be installed.\n\nStart Mooring again to keep using this version, or download and install the update yourself.',
  },
  replace: {
    title: 'Mooring’s data weren’t replaced',
    text: 'The data are as they were.\n\nStart Mooring again. It says whether the data can be opened, and offers to replace them.',
  },
}
