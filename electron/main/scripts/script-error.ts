import type { LocalErrorCode } from '../../../shared/local-protocol.ts'

/** An expected failure that only scripts meet. */
export class ScriptError extends Error {
  readonly code: LocalErrorCode
  /** Instead of the code's usual sentence. */
  readonly sentence: string | null
  readonly retryAtMs: number | null

  constructor(
    code: LocalErrorCode,
    { sentence = null, retryAtMs = null }: { sentence?: string | null; retryAtMs?: number | null } = {},
  ) {
    super(code)
    this.name = 'ScriptError'
    this.code = code
    this.sentence = sentence
    this.retryAtMs = retryAtMs
  }
}
