/** A failure that the command reports in one sentence. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** It is in the output already. */
  isWritten = false
  readonly code: string
  readonly exitCode: number
  /** When to try again, milliseconds UTC. */
  readonly retryAtMs: number | undefined

  /** @param message one sentence, or two; never a secret */
  constructor(code: string, exitCode: number, message: string, retryAtMs?: number) {
    super(message)
    this.code = code
    this.exitCode = exitCode
    this.retryAtMs = retryAtMs
  }
}

/** Exit codes that have no kind of failure of their own. */
export const exits = { failed: 1, use: 2, away: 3, consent: 4, partial: 6, interrupted: 130 } as const

/** Text from outside on a terminal or in a line of its own: without what moves the cursor or turns the direction. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ')
}

/** Of a failure of the system, such as `ENOENT`. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
}
