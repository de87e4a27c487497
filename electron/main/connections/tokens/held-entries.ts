import type { RegistrationEntry } from './registration-entry.ts'

/** How long a client secret stays in memory after it was read: the length of a burst of refreshes. */
const heldMs = 60_000

/**
 * Client secrets of the last minute, so that many refreshes read each of them once. A private key, a certificate and a hub's secret are
 * not held. Reads at the same time share one read of the keychain.
 */
export interface HeldEntries {
  /** The entry of a registration, held or read, by its account. @throws what `read` throws */
  entryOf(account: string, read: () => Promise<RegistrationEntry>): Promise<RegistrationEntry>
  /** The entry is written or deleted: a read under way is not held either. */
  drop(account: string): void
  /** The screen is locked, the computer sleeps, or the keychain refuses. */
  dropAll(): void
  /** The app quits: drops all, and holds none from then on. */
  close(): void
}

interface Held {
  reading: Promise<RegistrationEntry>
  cancelTimer: () => void
}

function isClientSecret({ secret, certificate, hubSecret }: RegistrationEntry): boolean {
  return secret !== null && certificate === null && hubSecret === undefined
}

export function openHeldEntries({
  setTimer,
}: {
  setTimer: (ms: number, work: () => void) => () => void
}): HeldEntries {
  const held = new Map<string, Held>()
  let isClosed = false

  const drop = (account: string): void => {
    held.get(account)?.cancelTimer()
    held.delete(account)
  }
  const dropAll = (): void => {
    for (const account of held.keys()) drop(account)
  }

  async function hold(account: string, read: () => Promise<RegistrationEntry>) {
    const reading = read()
    const own: Held = { reading, cancelTimer: setTimer(heldMs, () => drop(account)) }
    held.set(account, own)
    let isHeld = false
    try {
      const entry = await reading
      isHeld = isClientSecret(entry)
      return entry
    } finally {
      if (!isHeld && held.get(account) === own) drop(account)
    }
  }

  return {
    entryOf: (account, read) => (isClosed ? read() : (held.get(account)?.reading ?? hold(account, read))),
    drop,
    dropAll,
    close() {
      isClosed = true
      dropAll()
    },
  }
}
