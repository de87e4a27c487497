import type { App, BrowserWindow } from 'electron'
import type { EventName, EventPayload } from '../../../shared/contract.ts'
import { sendEvent } from '../ipc/serve.ts'
import { loadPage } from '../system/load-page.ts'
import { bringToFront } from '../system/show-window.ts'

/** The one window of the app, or none: a hidden one gives back the memory of its page, and is made anew when it is shown. */
export interface MainWindow {
  /** Null while there is none. */
  current(): BrowserWindow | null
  /** Makes the window, which shows once its page is drawn. */
  make(): BrowserWindow
  /** Loads the page of the window. @returns as `loadPage`. @throws Error why the page could not be loaded */
  load(): Promise<boolean>
  /** Brings the window to the front. A new one shows its page where the one before was. */
  show(): void
  /** Hides the window, and has its page end as soon as nothing is open in it. */
  hide(): void
  isHidden(): boolean
  /** Ends the process of a hidden page. @returns false, and does nothing, for a window that is not hidden */
  endHidden(): boolean
  /** A hidden start: there is no window, and the app goes on without one. */
  startHidden(): void
  /** Sends an event to the page, if there is one. */
  send<E extends EventName>(name: E, payload: EventPayload<E>): void
}

/** How often a hidden page that did not end is told again that it is hidden. */
const tellAgainMs = 30_000

export function createMainWindow(options: {
  app: Pick<App, 'once' | 'off'>
  /** The address of the page. */
  page: string
  make: () => BrowserWindow
  /** A window that was hidden, or ended, is shown. */
  onShownAgain: () => void
  /** The window is gone: what is for the page waits until there is another. */
  onGone: () => void
  /** A page that was opened later could not be loaded. */
  onFailed: (thrown: unknown) => void
  tellAgainMs?: number
}): MainWindow {
  let window: BrowserWindow | null = null
  let isHidden = false
  let address = options.page
  let timer: NodeJS.Timeout | undefined

  function make(): BrowserWindow {
    const made = options.make()
    window = made
    made.on('show', showAgain)
    made.once('closed', () => {
      window = null
      clearTimeout(timer)
      options.onGone()
    })
    return made
  }

  const load = async (): Promise<boolean> => window !== null && loadPage(options.app, window, address)

  function showAgain(): void {
    if (!isHidden) return
    isHidden = false
    clearTimeout(timer)
    options.onShownAgain()
  }

  function send<E extends EventName>(name: E, payload: EventPayload<E>): void {
    if (window && !window.isDestroyed()) sendEvent(window.webContents, name, payload)
  }

  function tellHidden(): void {
    if (window?.webContents.isCrashed()) return void endHidden()
    send('window.hidden', {})
    timer = setTimeout(tellHidden, options.tellAgainMs ?? tellAgainMs)
    timer.unref()
  }

  function endHidden(): boolean {
    if (!window || !isHidden) return false
    const shown = window.webContents.getURL()
    // Not what Chromium shows where the page could not be loaded.
    address = shown.startsWith(options.page) ? shown : options.page
    window.destroy()
    return true
  }

  return {
    current: () => window,
    make,
    load,
    show: () => {
      showAgain()
      if (window) return bringToFront(window)
      make()
      load().catch(options.onFailed)
    },
    hide: () => {
      if (!window) return
      isHidden = true
      window.hide()
      tellHidden()
    },
    isHidden: () => isHidden,
    endHidden,
    startHidden: () => {
      isHidden = true
    },
    send,
  }
}
