import { dialog, type App, type BrowserWindow } from 'electron'
import { bringToFront } from './show-window.ts'

interface Question {
  app: Pick<App, 'quit'>
  window: Pick<BrowserWindow, 'on' | 'isDestroyed'>
  platform: NodeJS.Platform
  /** How many tokens only memory holds now. */
  countUnsaved: () => number
  /** Tries once more to store them. @returns how many are left */
  save: () => Promise<number>
  /** Asks the user. @returns whether to quit all the same */
  ask: (count: number) => Promise<boolean>
}

/**
 * Keeps the app from quitting with a token that only memory holds, unless the user wants it. A window that is closed, and would end the
 * app, stays open for the question.
 *
 * @returns whether the app may quit now
 */
export function quitQuestion({
  app,
  window,
  platform,
  countUnsaved,
  save,
  ask,
}: Question): () => Promise<boolean> {
  let mayQuit = false
  // On macOS closing the window only hides it.
  if (platform !== 'darwin') {
    window.on('close', (event) => {
      if (mayQuit || countUnsaved() === 0) return
      event.preventDefault()
      app.quit()
    })
  }
  return async () => {
    const unsaved = await save()
    mayQuit = unsaved === 0 || (await ask(unsaved))
    return mayQuit
  }
}

/** Asks in a dialog of the system. On macOS it belongs to the window, and would stay out of sight with one that is hidden. */
export async function askToQuit(window: BrowserWindow, count: number): Promise<boolean> {
  bringToFront(window)
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
  const { response } = window.isDestroyed()
    ? await dialog.showMessageBox(options)
    : await dialog.showMessageBox(window, options)
  const quits = response === 1
  // A page that ended meanwhile was not loaded again, because the app was about to quit.
  if (!quits && !window.isDestroyed() && window.webContents.isCrashed()) window.webContents.reload()
  return quits
}
