/** Facts of a log line: codes, ids, statuses, durations. Never bodies, headers, queries, tokens, account numbers. */
export type LogFacts = Record<string, string | number | boolean | null | undefined>

export interface Log {
  info(event: string, facts?: LogFacts): void
  warn(event: string, facts?: LogFacts): void
  /** @param thrown a bug: its stack is written, redacted; its `cause` never is */
  error(event: string, thrown: unknown, facts?: LogFacts): void
}
