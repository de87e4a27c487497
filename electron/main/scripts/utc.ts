/** RFC 3339 in UTC, to the second: `2026-11-20T12:00:00Z`. */
export function utcOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
