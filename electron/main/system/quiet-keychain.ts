import type { KeychainStatus } from '../../../shared/models/app.ts'
import type { Keychain, KeychainAnswer } from './keychain.ts'

/** What the user may have answered, or what is asked again by the next call. */
const refusals: ReadonlySet<string> = new Set<KeychainStatus['state']>(['locked', 'denied', 'timeout'])

/**
 * The same keychain, which does not ask twice while nobody uses the app: after a refusal, calls get the same answer and the system's
 * keychain is left alone until the user is there.
 *
 * @param isUserThere whether a window is shown
 */
export function quietKeychain(keychain: Keychain, isUserThere: () => boolean): Keychain {
  let last: Promise<unknown> = Promise.resolve()
  const isRefused = (): boolean => !isUserThere() && refusals.has(keychain.status().state)

  /** One after the other: a call that waits for another's prompt must not open its own after a refusal. */
  function inTurn<T>(work: () => Promise<T>, refused: () => T): Promise<T> {
    const isHeld = !isUserThere()
    const next = isHeld ? last.then(() => (isRefused() ? refused() : work())) : work()
    last = Promise.allSettled([last, next])
    return next
  }

  function answer<T>(work: () => Promise<KeychainAnswer<T>>): Promise<KeychainAnswer<T>> {
    return inTurn(work, () => ({ state: refusalOf(keychain.status()) }))
  }

  return {
    ...keychain,
    get: (account) => answer(() => keychain.get(account)),
    set: (account, secret, how) => answer(() => keychain.set(account, secret, how)),
    delete: (account) => answer(() => keychain.delete(account)),
    clearSpareParts: (account) => answer(() => keychain.clearSpareParts(account)),
    probe: () => inTurn(keychain.probe, keychain.status),
  }
}

function refusalOf({ state }: KeychainStatus): 'locked' | 'denied' | 'timeout' {
  return state === 'denied' || state === 'timeout' ? state : 'locked'
}
