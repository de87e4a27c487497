/** @param ms milliseconds UTC @returns `2026-11-20T12:00:00.000Z` */
export function utcText(ms: number): string {
  return new Date(ms).toISOString()
}
