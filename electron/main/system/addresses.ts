import type { App } from 'electron'

/** Arguments of a second start, or one address that macOS sent. */
export type Words = readonly string[]

/**
 * Listens for `mooring://` addresses. Call it before the app is ready: macOS sends the address that starts the app once, before
 * `ready`, and keeps it for nobody (Electron, `app` event `open-url`).
 *
 * @returns gives what came so far, and passes on what comes later
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
