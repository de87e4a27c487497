import { setTimeout as wait } from 'node:timers/promises'
import { BrowserWindow } from 'electron'
import { bringToFront, showWhenDrawn } from './show-window.ts'

const afterPreventedMs = 150

/** A window for one question. Its page has no preload, so nothing of the app is within its reach, and no script runs in it. */
export interface PromptWindow {
  /** Loads the page, again after a change. @throws Error why it could not be loaded */
  load(): Promise<void>
  /** Does nothing before it is shown. */
  bringToFront(): void
  close(): void
}

/**
 * @param options.onShown each time that the window comes to the front
 * @param options.onAddress an address that the page wants to go to, which is never opened
 * @param options.onClosed once, however it is closed
 */
export function openPromptWindow(options: {
  address: string
  height: number
  title: string
  ground: string
  icon: string | null
  onShown: () => void
  onAddress: (address: string) => void
  onClosed: () => void
}): PromptWindow {
  const window = new BrowserWindow({
    width: 540,
    height: options.height,
    minWidth: 400,
    minHeight: 360,
    useContentSize: true,
    show: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    title: options.title,
    backgroundColor: options.ground,
    ...(options.icon === null ? {} : { icon: options.icon }),
    webPreferences: {
      javascript: false,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  })
  // macOS has one menu for all windows.
  if (process.platform !== 'darwin') window.removeMenu()
  window.on('show', options.onShown)
  window.once('closed', options.onClosed)
  window.webContents.on('will-navigate', (event) => {
    event.preventDefault()
    options.onAddress(event.url)
  })
  window.webContents.once('render-process-gone', () => window.destroy())
  showWhenDrawn(window, { platform: process.platform, isMaximized: false })
  return {
    load: async () => {
      // The navigation that was just prevented would end a load that begins before it is over.
      if (window.webContents.getURL() !== '') await wait(afterPreventedMs)
      await window.loadURL(options.address)
    },
    bringToFront: () => {
      // It comes to the front by itself once its page is drawn.
      if (!window.isVisible()) return
      options.onShown()
      bringToFront(window)
    },
    close: () => {
      if (!window.isDestroyed()) window.destroy()
    },
  }
}
