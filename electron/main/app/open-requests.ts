import type { OpenRequest } from '../../../shared/models/app.ts'

/** Holds what the person asked for until the page is there to hear it. */
export interface OpenRequests {
  /** Told at once where somebody listens, and kept for the page to fetch where nobody does. */
  ask(what: OpenRequest): void
  take(): OpenRequest | null
  /** Resolves once the page is there. */
  pageReady: Promise<void>
}

export function createOpenRequests(tell: (what: OpenRequest) => void): OpenRequests {
  let isHeard = false
  let kept: OpenRequest | null = null
  const pageReady = Promise.withResolvers<void>()
  return {
    ask: (what) => {
      if (isHeard) tell(what)
      else kept = what
    },
    take: () => {
      isHeard = true
      pageReady.resolve()
      const taken = kept
      kept = null
      return taken
    },
    pageReady: pageReady.promise,
  }
}

const connectionLink = /^mooring:\/\/connection\/([A-Za-z0-9-]{1,64})\/?$/

/**
 * What a `mooring://` address asks for. Any program and any page can send one, so all that it can do is show a connection that is
 * there; anything else in it, a query too, makes it none.
 *
 * @param words the arguments that the program was started with, or an address
 */
export function parseOpenRequest(words: readonly string[]): OpenRequest | null {
  const id = words.map((word) => connectionLink.exec(word)?.[1]).find((found) => found !== undefined)
  return id === undefined ? null : { kind: 'connection', id }
}
