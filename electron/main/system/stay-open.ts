import type { App, BrowserWindow } from 'electron'

/**
 * On macOS an app goes on when its window is closed, and shows it again when its icon in the Dock is clicked. The window is hidden and
 * keeps its page: refreshes, reminders and a link that runs go on as before. Elsewhere the last window ends the app.
 *
 * @param options.isClosing whether the app has begun to close everything: an update then closes the window without another `before-quit`
 */
export function stayOpen(
  app: Pick<App, 'on'>,
  window: BrowserWindow,
  options: { platform: NodeJS.Platform; show: () => void; isClosing: () => boolean },
): void {
  if (options.platform !== 'darwin') return
  let lastQuit: { readonly defaultPrevented: boolean } | null = null
  // A quit that was prevented is asked about, or waits until everything is closed.
  const isQuitting = () => options.isClosing() || lastQuit?.defaultPrevented === false
  let isHidingLater = false
  app.on('before-quit', (event) => {
    lastQuit = event
  })
  const stay = () => {
    isHidingLater = false
  }
  app.on('activate', () => {
    stay()
    options.show()
  })
  app.on('open-url', stay)
  window.on('enter-full-screen', stay)
  window.on('leave-full-screen', () => {
    if (isHidingLater && !isQuitting()) window.hide()
    stay()
  })
  window.on('close', (event) => {
    if (isQuitting()) return
    event.preventDefault()
    if (!window.isFullScreen()) return window.hide()
    // A hidden window would leave its empty space behind.
    isHidingLater = true
    window.setFullScreen(false)
  })
}
