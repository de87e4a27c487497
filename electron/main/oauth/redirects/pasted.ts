import { AppError } from '../../errors.ts'
import { matchesState } from '../callback.ts'
import type { Callback } from './loopback.ts'

/** Takes the answer from a person who copied it out of the browser's address bar, for when nothing can reach the app. */
export interface PasteBox {
  /** @throws AppError `paste_invalid`, with what is wrong in `cause`: `address`, `answer` or `state` */
  offer(text: string): void
  /** Resolves with the first address that carried our state. */
  callback: Promise<Callback>
}

/** The state is checked as of any other answer: an address that somebody else sent is refused. */
export function openPasteBox(expected: { redirectUri: string; state: string }): PasteBox {
  const { promise, resolve } = Promise.withResolvers<Callback>()
  return {
    offer: (text) => {
      const url = URL.parse(text.trim())
      if (url === null || !isSamePlace(url, expected.redirectUri)) {
        throw new AppError('paste_invalid', { cause: 'address' })
      }
      if (!['code', 'error', 'response'].some((name) => url.searchParams.has(name))) {
        throw new AppError('paste_invalid', { cause: 'answer' })
      }
      if (!matchesState(url, expected.state)) throw new AppError('paste_invalid', { cause: 'state' })
      resolve({ url, reply: async () => {} })
    },
    callback: promise,
  }
}

function isSamePlace(url: URL, redirectUri: string): boolean {
  const wanted = new URL(redirectUri)
  return url.origin === wanted.origin && url.pathname === wanted.pathname
}
