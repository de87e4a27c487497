import type { BrowserWindow } from 'electron'

const longestWaitMs = 3000

/**
 * Shows a window once, when its page is drawn: at `ready-to-show`, which Wayland may withhold (electron/electron#48859), on Linux at
 * `did-finish-load`, and after three seconds in any case.
 */
export function showWhenDrawn(
  window: BrowserWindow,
  options: { platform: NodeJS.Platform; isMaximized: boolean },
): void {
  const show = () => {
    clearTimeout(limit)
    window.off('ready-to-show', show)
    if (window.isDestroyed()) return
    window.webContents.off('did-finish-load', show)
    // Not before: it shows a hidden window, and an empty one would flash.
    if (options.isMaximized) window.maximize()
    window.show()
  }
  const limit = setTimeout(show, longestWaitMs)
  window.once('ready-to-show', show)
  if (options.platform === 'linux') window.webContents.once('did-finish-load', show)
  window.once('closed', () => clearTimeout(limit))
}

/** Shows a window that is hidden or minimized, and gives it the focus where the system allows that. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
