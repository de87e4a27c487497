import { request, Agent } from 'undici'
import type { Http } from '../../electron/main/net/http.ts'
import type { Store } from '../../electron/main/store/database.ts'
import type { Keychain } from '../../electron/main/system/keychain.ts'

// What stands in the way of a goal is shown by leaving it out: these are the parts of the app without what they do for safety.

/** HTTP without limits of time and size. */
export function bareHttp(): Http {
  const dispatcher = new Agent()
  return {
    async fetch(url, { method = 'GET', headers = {}, body = null } = {}) {
      const answer = await request(url, {
        dispatcher,
        method: method as 'GET' | 'POST' | 'HEAD',
        headers,
        body: body instanceof URLSearchParams ? body.toString() : body,
      })
      return new Response(await answer.body.text(), {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string>,
      })
    },
    offsetMs: () => 0,
    close: () => dispatcher.close(),
  }
}

export interface RememberingKeychain extends Keychain {
  /** Answers reads from what was written since the start, and reads nothing back. */
  remember: (isOn: boolean) => void
}

export function rememberingKeychain(keychain: Keychain): RememberingKeychain {
  const written = new Map<string, string>()
  let isOn = false
  return {
    ...keychain,
    remember: (wanted) => void (isOn = wanted),
    get: async (account) => {
      const value = isOn ? written.get(account) : undefined
      return value === undefined ? keychain.get(account) : { state: 'ok', value }
    },
    set: (account, secret, how) => {
      written.set(account, secret)
      return keychain.set(account, secret, isOn ? { ...how, isReadBack: false } : how)
    },
  }
}

/** What a way does before and after each round. */
interface Switched {
  name: string
  before: () => Promise<void>
  restore: () => void
}

/** The three ways that leave something out: what the keychain is asked, what is forced to the disk, and both. */
export function lighterWays(keychain: RememberingKeychain, store: Store): Switched[] {
  const way = (name: string, { remembers, forces }: { remembers: boolean; forces: boolean }): Switched => ({
    name,
    before: async () => {
      keychain.remember(remembers)
      store.pragma(`synchronous = ${forces ? 'FULL' : 'OFF'}`)
    },
    restore: () => {
      keychain.remember(false)
      store.pragma('synchronous = FULL')
    },
  })
  return [
    way('the same, reads from memory', { remembers: true, forces: true }),
    way('the same, commits not forced', { remembers: false, forces: false }),
    way('the same without both', { remembers: true, forces: false }),
  ]
}
