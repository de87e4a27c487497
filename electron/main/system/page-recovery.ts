import { app, BrowserWindow, dialog, type MessageBoxOptions, type WebContents } from 'electron'

/** A page that stops more often than this stops at something that loading it again does not mend. */
const reloadEveryMs = 60_000

/** What follows from a fault of a window's page. None of its functions throws. */
export interface PageRecovery {
  /** The page's process has ended: loads it again once a minute at most, and asks the next time. */
  ended(contents: WebContents): void
  /** The page has not answered for a while: offers to load it again. */
  stuck(contents: WebContents): void
  /** The page answers again: takes the offer back. */
  unstuck(): void
}

/**
 * @param options.isQuitting whether the app is quitting: then nothing is loaded and nobody is asked
 * @param options.endHidden ends a hidden window: its page is loaded when it is shown. False for one that is shown
 */
export function recoverPages(options: {
  isQuitting: () => boolean
  endHidden: () => boolean
  onFailure: (thrown: unknown) => void
}): PageRecovery {
  const { isQuitting, onFailure } = options
  let loadedAtMs = Number.NEGATIVE_INFINITY
  /** The user chose to end a page that did not answer. */
  let isEndedByUser = false
  let box: AbortController | null = null

  function load(contents: WebContents): void {
    loadedAtMs = performance.now()
    contents.reload()
  }

  /** One box at a time: a newer one takes the place of an older. @returns the button; null where the box was taken away */
  async function ask(contents: WebContents, content: MessageBoxOptions): Promise<number | null> {
    closeBox()
    const window = BrowserWindow.fromWebContents(contents)
    if (!window) return null
    const own = new AbortController()
    box = own
    const { response } = await dialog.showMessageBox(window, { ...content, signal: own.signal })
    if (own.signal.aborted) return null
    box = null
    return isQuitting() || contents.isDestroyed() ? null : response
  }

  function closeBox(): void {
    box?.abort()
    box = null
  }

  async function recover(contents: WebContents): Promise<void> {
    if (isQuitting() || contents.isDestroyed() || options.endHidden()) return
    if (isEndedByUser) {
      isEndedByUser = false
      closeBox()
      return load(contents)
    }
    if (performance.now() - loadedAtMs >= reloadEveryMs) {
      load(contents)
      await ask(contents, pageReloaded)
      return
    }
    const chosen = await ask(contents, pageFailedAgain)
    if (chosen === loadAgain) load(contents)
    else if (chosen !== null) app.quit()
  }

  async function offerReload(contents: WebContents): Promise<void> {
    if (isQuitting() || contents.isDestroyed() || options.endHidden()) return
    if ((await ask(contents, pageStuck)) !== loadStuckAgain) return
    isEndedByUser = true
    // A page that does not answer can't load itself again.
    contents.forcefullyCrashRenderer()
  }

  return {
    ended: (contents) => void recover(contents).catch(onFailure),
    stuck: (contents) => void offerReload(contents).catch(onFailure),
    unstuck: closeBox,
  }
}

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

const loadStuckAgain = 1
const pageStuck = {
  type: 'warning' as const,
  message: 'Mooring’s window isn’t responding',
  detail:
    'Wait for it, or load it again: what was typed in it is lost then, and connections and data are as they were.',
  buttons: ['Wait', 'Load Again'],
  defaultId: 0,
  cancelId: 0,
}
