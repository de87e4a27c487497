import type { Http } from './http.ts'

/** A second, and what timers are early by. */
const restMs = 1010

/** Calls back once, after so many milliseconds. */
type After = (ms: number, work: () => void) => unknown

/**
 * Lets at most `perSecond` requests reach each host within any second, in the order they came. Akoya's sandbox allows five a second
 * (Akoya page "Network enhancements", code 1207); where nobody names a number, the same is polite.
 */
export function rateLimit(http: Http, after: After, perSecond: number): Http {
  const hosts = new Map<string, Turns>()

  return {
    async fetch(url, init) {
      const { host } = new URL(url)
      const turns = hosts.get(host) ?? openTurns(after, perSecond)
      hosts.set(host, turns)
      await turns.take(init?.signal)
      try {
        return await http.fetch(url, init)
      } finally {
        turns.release()
      }
    },
    offsetMs: (host) => http.offsetMs(host),
    close: () => http.close(),
  }
}

interface Turns {
  /** @throws the signal's reason */
  take(signal?: AbortSignal): Promise<void>
  release(): void
}

/**
 * A turn is free again a second after its request was answered: that it has reached the host by then is certain, however long the
 * way was, and when it left says nothing of that.
 */
function openTurns(after: After, count: number): Turns {
  const waiting = new Set<() => void>()
  let free = count

  return {
    take(signal) {
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
      after(restMs, () => {
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
