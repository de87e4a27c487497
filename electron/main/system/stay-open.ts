import type { App, BrowserWindow } from 'electron'

/** What closing the window does. `stay`: the user wants it to stay open. */
export type Closing = 'hide' | 'quit' | 'stay'

interface Options {
  show: () => void
  /** Hides a window that does not fill the screen. */
  hide: () => void
  /** Null where the window closes at once, and the app ends with it. */
  decide: () => Promise<Closing> | null
  /** Whether the app has begun to close everything: an update then closes the window without another `before-quit`. */
  isClosing: () => boolean
}

/**
 * Lets the app go on when its window is closed: the window is hidden, and refreshes, reminders and a link that runs go on as before. On
 * macOS the icon in the Dock shows it again.
 *
 * @returns call it for each window that is made
 */
export function stayOpen(
  app: Pick<App, 'on' | 'quit'>,
  options: Options,
): (window: Pick<BrowserWindow, 'on' | 'isDestroyed' | 'isFullScreen' | 'setFullScreen'>) => void {
  let lastQuit: { readonly defaultPrevented: boolean } | null = null
  // A quit that was prevented is asked about, or waits until everything is closed.
  const isQuitting = () => options.isClosing() || lastQuit?.defaultPrevented === false
  let isHidingLater = false
  let isDeciding = false
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
  return (window) => {
    const follow = (closing: Closing): void => {
      if (isQuitting() || window.isDestroyed()) return
      if (closing === 'quit') app.quit()
      if (closing !== 'hide') return
      if (!window.isFullScreen()) return options.hide()
      // A hidden window would leave its empty space behind.
      isHidingLater = true
      window.setFullScreen(false)
    }
    window.on('enter-full-screen', stay)
    window.on('leave-full-screen', () => {
      if (isHidingLater && !isQuitting()) options.hide()
      stay()
    })
    window.on('close', (event) => {
      // Another listener has a question first.
      if (isQuitting() || event.defaultPrevented) return
      if (isDeciding) return event.preventDefault()
      const decision = options.decide()
      if (decision === null) return
      event.preventDefault()
      isDeciding = true
      void decision.then(follow).finally(() => {
        isDeciding = false
      })
    })
  }
}
