import { openMemoryKeychain, type Keychain } from '../../electron/main/system/keychain.ts'

export interface FakeKeychain extends Keychain {
  /** What it holds, by account. It lasts as long as this object: over every restart of the app. */
  held: Map<string, string>
  /** From now on: `set` is refused as by a locked one, or taken and not kept, or every call is answered so. */
  fault: 'set' | 'forgetful' | 'locked' | 'denied' | 'unavailable' | 'timeout' | null
}

/** A keychain in memory for the flows. A test can make it refuse. */
export function openFakeKeychain(): FakeKeychain {
  const held = new Map<string, string>()
  const faultOf = (verb: 'get' | 'set') => {
    if (own.fault === 'forgetful') return null
    return own.fault === 'set' ? (verb === 'set' ? 'locked' : null) : own.fault
  }
  const status = () => {
    const fault = faultOf('get')
    return { state: fault ?? ('keychain' as const) }
  }
  const own: FakeKeychain = {
    ...openMemoryKeychain(),
    held,
    fault: null,
    get: async (account) => {
      const fault = faultOf('get')
      if (fault !== null) return { state: fault }
      const value = held.get(account)
      return value === undefined ? { state: 'missing' } : { state: 'ok', value }
    },
    set: async (account, secret) => {
      const fault = faultOf('set')
      if (fault !== null) return { state: fault }
      if (own.fault !== 'forgetful') held.set(account, secret)
      return { state: 'ok', value: null }
    },
    delete: async (account) => {
      const fault = faultOf('get')
      if (fault !== null) return { state: fault }
      held.delete(account)
      return { state: 'ok', value: null }
    },
    status,
    probe: async () => status(),
    useMemory: status,
  }
  return own
}
