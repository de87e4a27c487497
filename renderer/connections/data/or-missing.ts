import { text } from '../../text/text.ts'

/** A value as text; a dash for one that the institution did not send. */
export function orMissing<T>(value: T | null, write: (value: T) => string): string {
  return value === null ? text.holdings.missing : write(value)
}
