import { dialog, type App, type BrowserWindow } from 'electron'
import { bringToFront } from './show-window.ts'

interface Question {
  app: Pick<App, 'quit'>
  /** How many tokens only memory holds now. */
  countUnsaved: () => number
  /** Tries once more to store them. @returns how many are left */
  save: () => Promise<number>
  /** Asks the user. @returns whether to quit all the same */
  ask: (count: number) => Promise<boolean>
}

export interface QuitQuestion {
  /** Asks where it is needed. @returns whether the app may quit now */
  mayQuit(): Promise<boolean>
  /** Keeps a window that is closed open for the question, where the app would end with it. */
  guard(window: Pick<BrowserWindow, 'on'>): void
}

/** Keeps the app from quitting with a token that only memory holds, unless the user wants it. */
export function quitQuestion({ app, countUnsaved, save, ask }: Question): QuitQuestion {
  let mayQuit = false
  return {
    mayQuit: async () => {
      const unsaved = await save()
      mayQuit = unsaved === 0 || (await ask(unsaved))
      return mayQuit
    },
    guard: (window) => {
      window.on('close', (event) => {
        // A window that is hidden instead ends nothing.
        if (event.defaultPrevented || mayQuit || countUnsaved() === 0) return
        event.preventDefault()
        app.quit()
      })
    },
  }
}

/**
 * Asks in a dialog of the system. On macOS it belongs to the window, and would stay out of sight with one that is hidden.
 *
 * @param window null where there is none
 */
export async function askToQuit(window: BrowserWindow | null, count: number): Promise<boolean> {
  if (window) bringToFront(window)
  const tokens = count === 1 ? '1 new token is' : `${count} new tokens are`
  const options = {
    type: 'warning' as const,
    message: 'Quit and lose access?',
    detail: `${tokens} only in memory, because the keychain doesn’t store ${count === 1 ? 'it' : 'them'}. If you quit now, ${count === 1 ? 'this connection has' : 'these connections have'} to be relinked.\n\nTo keep the access, leave Mooring open and unlock the keychain.`,
    buttons: ['Keep Mooring open', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
  const { response } =
    window && !window.isDestroyed()
      ? await dialog.showMessageBox(window, options)
      : await dialog.showMessageBox(options)
  const quits = response === 1
  // A page that ended meanwhile was not loaded again, because the app was about to quit.
  if (!quits && window && !window.isDestroyed() && window.webContents.isCrashed()) window.webContents.reload()
  return quits
}
