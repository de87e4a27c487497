import { setTimeout as wait } from 'node:timers/promises'

const paintMs = 250
const pageLimitMs = 5000

/**
 * Waits until the page has painted its list, before the first use of the keychain, which uses the processor and may prompt the user. A
 * page that never loads delays nothing for long.
 *
 * @param pageReady resolves once the page has its list
 */
export async function untilPainted(pageReady: Promise<void>): Promise<void> {
  await Promise.race([pageReady, wait(pageLimitMs, null, { ref: false })])
  await wait(paintMs, null, { ref: false })
}
