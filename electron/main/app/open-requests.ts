import type { OpenRequest } from '../../../shared/models/app.ts'

/** Deep link or menu command waiting for the page. */
export interface OpenRequests {
  /** Sends a request to the page at once if the page is ready; keeps the latest one until then. */
  add(what: OpenRequest): void
  take(): OpenRequest | null
  /** The page is gone: a request waits for the next. */
  pageGone(): void
  /** Resolves when the page is ready; after one that is gone, when the next is. */
  pageReady(): Promise<void>
}

export function createOpenRequests(send: (what: OpenRequest) => void): OpenRequests {
  let isPageReady = false
  let kept: OpenRequest | null = null
  let pageReady = Promise.withResolvers<void>()
  return {
    add: (what) => {
      if (isPageReady) send(what)
      else kept = what
    },
    take: () => {
      isPageReady = true
      pageReady.resolve()
      const taken = kept
      kept = null
      return taken
    },
    pageGone: () => {
      if (isPageReady) pageReady = Promise.withResolvers<void>()
      isPageReady = false
    },
    pageReady: () => pageReady.promise,
  }
}

const connectionLink = /^mooring:\/\/connection\/([A-Za-z0-9-]{1,64})\/?$/

/**
 * Parses a `mooring://` address. Any program and any page can send one, so all that it can do is show an existing connection; anything
 * more in it, such as a query, makes it invalid.
 *
 * @param words the arguments that the program was started with, or an address
 */
export function parseOpenRequest(words: readonly string[]): OpenRequest | null {
  const id = words.map((word) => connectionLink.exec(word)?.[1]).find((found) => found !== undefined)
  return id === undefined ? null : { kind: 'connection', id }
}
