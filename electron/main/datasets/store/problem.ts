import { failure, type Failure } from '../../../../shared/errors.ts'

/** @returns one that this version does not know as an internal one */
export function readProblem(json: string | null): Failure | null {
  if (json === null) return null
  try {
    return failure.parse(JSON.parse(json))
  } catch {
    // Another version of Mooring, or another program, wrote it.
    return { code: 'internal', detail: {} }
  }
}
