import type { RowsEnd } from '../../local/answer.ts'
import { toLocalError } from '../local-error.ts'
import { ScriptError } from '../script-error.ts'

/** The connections of a call that the user did not allow. */
export function missingOf(refused: readonly string[]): RowsEnd['missing'] {
  return refused.map((connectionId) => ({
    connectionId,
    error: toLocalError(new ScriptError('consent_refused')),
  }))
}
