import type { BrowserWindow } from 'electron'
import type { Log } from '../core/log.ts'
import type { listenForAddresses } from '../system/addresses.ts'
import { bringToFront } from '../system/show-window.ts'
import { parseOpenRequest, type OpenRequests } from './open-requests.ts'

/** Opens `mooring://` addresses: macOS sends an event; elsewhere they are an argument of this start or of a second one. */
export function openDeepLinks(
  window: BrowserWindow,
  openRequests: OpenRequests,
  takeAddresses: ReturnType<typeof listenForAddresses>,
  log: Log,
): void {
  const open = (words: readonly string[]): void => {
    const request = parseOpenRequest(words)
    if (!request) return
    log.info('address.opened', { kind: request.kind })
    openRequests.add(request)
  }
  const early = takeAddresses((words) => {
    open(words)
    bringToFront(window)
  })
  for (const words of [process.argv, ...early]) open(words)
}
