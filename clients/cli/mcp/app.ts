import type { LocalMethod } from '../../../shared/local-protocol.ts'
import type { Answer } from '../connect/http.ts'
import type { LocalInput, LocalJsonMethod, LocalOutput } from '../../../shared/local.ts'

/** What the tools need of the app. */
export interface App {
  /** @throws CommandError */
  call<M extends LocalJsonMethod>(method: M, input: Partial<LocalInput<M>>): Promise<LocalOutput<M>>
  /** As `call`, and waits for the user's answer for a minute. @throws CommandError */
  callAndWait<M extends LocalJsonMethod>(method: M, input: Partial<LocalInput<M>>): Promise<LocalOutput<M>>
  /** @returns an answer with rows, unread @throws CommandError */
  send(method: LocalMethod, input: object): Promise<Answer>
}
