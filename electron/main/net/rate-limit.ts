import type { Http, Streams } from './http.ts'

/** A second, and how early timers may fire. */
const slotMs = 1010

/** Calls back once, after so many milliseconds. */
type SetTimer = (ms: number, work: () => void) => unknown

/**
 * Lets at most `perSecond` requests reach each host within any second, in order. Akoya's sandbox allows five a second (Akoya page "Network
 * enhancements", code 1207), which is also a polite default.
 */
export function rateLimit(http: Http & Streams, setTimer: SetTimer, perSecond: number): Http & Streams {
  const hosts = new Map<string, Slots>()

  async function inSlot<T>(url: string, signal: AbortSignal | undefined, send: () => Promise<T>): Promise<T> {
    const { host } = new URL(url)
    const slots = hosts.get(host) ?? openSlots(setTimer, perSecond)
    hosts.set(host, slots)
    await slots.acquire(signal)
    try {
      return await send()
    } finally {
      slots.release()
    }
  }

  return {
    fetch: (url, init) => inSlot(url, init?.signal, () => http.fetch(url, init)),
    stream: (url, init) => inSlot(url, init?.signal, () => http.stream(url, init)),
    offsetMs: (host) => http.offsetMs(host),
    close: () => http.close(),
  }
}

interface Slots {
  /** @throws the signal's reason */
  acquire(signal?: AbortSignal): Promise<void>
  release(): void
}

/** Release the slot 1 s after the response: the request had reached the host by then; its send time says nothing about arrival. */
function openSlots(setTimer: SetTimer, count: number): Slots {
  const waiting = new Set<() => void>()
  let free = count

  return {
    acquire(signal) {
      signal?.throwIfAborted()
      if (free > 0) {
        free -= 1
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          waiting.delete(go)
          reject(signal?.reason)
        }
        const go = (): void => {
          signal?.removeEventListener('abort', stop)
          resolve()
        }
        waiting.add(go)
        signal?.addEventListener('abort', stop, { once: true })
      })
    },
    release() {
      setTimer(slotMs, () => {
        const [next] = waiting
        if (!next) {
          free += 1
          return
        }
        waiting.delete(next)
        next()
      })
    },
  }
}
