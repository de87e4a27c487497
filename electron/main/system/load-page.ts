import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App, BrowserWindow } from 'electron'

/**
 * Loads the window's page.
 *
 * @returns false when the app quit, the window was closed, or the page's process ended before that was done. A page whose process ended is
 * loaded again elsewhere (`page-recovery.ts`).
 * @throws Error why the page could not be loaded
 */
export async function loadPage(
  app: Pick<App, 'once' | 'off'>,
  window: Pick<BrowserWindow, 'isDestroyed' | 'loadURL' | 'webContents'>,
  page: string,
): Promise<boolean> {
  const { webContents } = window
  let isOver = false
  const onOver = () => {
    isOver = true
  }
  app.once('before-quit', onOver)
  webContents.once('render-process-gone', onOver)
  try {
    await window.loadURL(page)
    return true
  } catch (thrown) {
    // Electron reports the end of the process after the failed load (electron_api_web_contents.cc, PrimaryMainFrameRenderProcessGone).
    await nextTurn()
    if (isOver || window.isDestroyed() || webContents.isCrashed()) return false
    throw thrown
  } finally {
    app.off('before-quit', onOver)
    if (!window.isDestroyed()) webContents.off('render-process-gone', onOver)
  }
}
