import { AppError } from '../../core/errors.ts'
import { matchesState } from '../callback.ts'
import { isAnswer, isAtRedirect, type Callback } from './answer.ts'

/** Accepts the address that the user pastes from the browser's address bar, for when no listener can be reached. */
export interface PasteBox {
  /** @throws AppError `paste_invalid`, with the wrong part in `cause`: `address`, `answer` or `state` */
  offer(text: string): void
  /** Resolves with the first address that carried our state. */
  callback: Promise<Callback>
}

/** Checks the state of a pasted address like that of any response: an address that somebody else sent is refused. */
export function openPasteBox(expected: { redirectUri: string; state: string }): PasteBox {
  const { promise, resolve } = Promise.withResolvers<Callback>()
  return {
    offer: (text) => {
      const { address, query } = split(text.trim())
      if (!isAtRedirect(completed(address, expected.redirectUri), expected.redirectUri)) {
        throw new AppError('paste_invalid', { cause: 'address' })
      }
      if (!isAnswer(query)) throw new AppError('paste_invalid', { cause: 'answer' })
      const url = new URL(`?${query}`, expected.redirectUri)
      if (!matchesState(url, expected.state)) throw new AppError('paste_invalid', { cause: 'state' })
      resolve({ url, reply: async () => {} })
    },
    callback: promise,
  }
}

function split(text: string): { address: string; query: string } {
  const mark = text.indexOf('?')
  return mark === -1
    ? { address: text, query: '' }
    : { address: text.slice(0, mark), query: text.slice(mark + 1) }
}

/** Some browsers copy an address without its scheme. Scheme and host are case-insensitive (RFC 3986 section 6.2.2.1). */
function completed(address: string, redirectUri: string): string {
  const { protocol = '' } = URL.parse(redirectUri) ?? {}
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address)
    ? address
    : `${protocol}//${address.replace(/^\/\//, '')}`
  return whole.replace(/^[^/]*\/\/[^/@]*/, (origin) => origin.toLowerCase())
}
