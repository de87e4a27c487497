import { setTimeout as wait } from 'node:timers/promises'

const drawingMs = 250
const pageLimitMs = 5000

/**
 * The list is drawn before the keychain is spoken to, which takes the processor and may ask the person. A page that never comes holds
 * nothing up.
 *
 * @param pageReady resolves once the page has its list
 */
export async function untilPainted(pageReady: Promise<void>): Promise<void> {
  await Promise.race([pageReady, wait(pageLimitMs, null, { ref: false })])
  await wait(drawingMs, null, { ref: false })
}
