import { AppError } from '../../errors.ts'
import { matchesState } from '../callback.ts'
import { isAnswer, isAtRedirect } from './answer.ts'
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
      const address = text.trim()
      const [before = '', query = ''] = address.split('?')
      if (!isAtRedirect(before, expected.redirectUri)) {
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
