import type { App } from 'electron'

/** The arguments of a second start, or one address from macOS. */
export type Words = readonly string[]

/**
 * Listens for `mooring://` addresses. Call it before the app is ready: macOS sends the address that starts the app once, before `ready`,
 * and does not repeat it (Electron, `app` event `open-url`).
 *
 * @returns a function that returns the addresses so far, and passes on later ones
 */
export function listenForAddresses(app: Pick<App, 'on'>): (onLater: (words: Words) => void) => Words[] {
  const early: Words[] = []
  let receive: (words: Words) => void = (words) => early.push(words)
  app.on('second-instance', (_event, argv) => receive(argv))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    receive([url])
  })
  return (onLater) => {
    receive = onLater
    return early.splice(0)
  }
}
