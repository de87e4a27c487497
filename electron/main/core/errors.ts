import type { ErrorCode, Failure, FailureDetail } from '../../../shared/errors.ts'

/** The class of expected failures. Anything else thrown is a bug: logged with its stack, shown as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly detail: FailureDetail

  /** @param options.cause for the debugger only: protocol libraries put parameters in it, so it is never logged */
  constructor(code: ErrorCode, detail: FailureDetail = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'AppError'
    this.code = code
    this.detail = detail
  }
}

/** The failure that the window may see, for anything thrown. */
export function toFailure(thrown: unknown): Failure {
  return thrown instanceof AppError
    ? { code: thrown.code, detail: thrown.detail }
    : { code: 'internal', detail: {} }
}
