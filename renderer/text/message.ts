import type { ErrorCode, FailureDetail } from '../../shared/errors.ts'

/** A failure as the window shows it. */
export interface Message {
  /** What happened, and why. */
  what: string
  /** What the user can do next. */
  next: string
  /** The cause in a few words, for a connection's status; absent where no connection fails for it. */
  short?: string
}

/** @param nowMs the time at which it is shown, milliseconds UTC */
export type Messages = Partial<Record<ErrorCode, (detail: FailureDetail, nowMs: number) => Message>>

/** For the beginning of a sentence. */
export const serverAtStart = ({ host }: FailureDetail) => host ?? 'The institution’s server'
export const server = ({ host }: FailureDetail) => host ?? 'the institution’s server'
