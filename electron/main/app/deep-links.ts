import type { Log } from '../core/log.ts'
import type { listenForAddresses } from '../system/addresses.ts'
import { hiddenArgument } from '../system/login-start.ts'
import { parseOpenRequest, type OpenRequests } from './open-requests.ts'

/** Opens `mooring://` addresses: macOS sends an event; elsewhere they are an argument of this start or of a second one. */
export function openDeepLinks(
  show: () => void,
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
    // The system starts it at login, and it runs already.
    if (!words.includes(hiddenArgument)) show()
  })
  for (const words of [process.argv, ...early]) open(words)
}
