import { AppError } from '../../core/errors.ts'

/**
 * A path of ids, each as one segment.
 *
 * @throws AppError `answer_invalid` for an id that can't be one: URLs have no empty segment, and `.` and `..` lead elsewhere however they
 * are encoded (WHATWG URL, "double-dot URL path segment")
 */
export function pathOf(...ids: string[]): string {
  for (const id of ids) {
    if (id === '' || id === '.' || id === '..') throw new AppError('answer_invalid', { cause: 'id' })
  }
  return ids.map((id) => encodeURIComponent(id)).join('/')
}

export function withQuery(address: string, query: Record<string, string>): string {
  return `${address}?${new URLSearchParams(query).toString()}`
}

/**
 * The query for a year, until now. A year begins first at UTC+14, and ends last at UTC-12: an institution's day is in it wherever the
 * institution is.
 */
export function periodOf(year: number, nowMs: number): Record<'startTime' | 'endTime' | 'limit', string> {
  const hourMs = 60 * 60_000
  const endMs = Date.UTC(year + 1, 0, 1) + 12 * hourMs
  return {
    startTime: new Date(Date.UTC(year, 0, 1) - 14 * hourMs).toISOString(),
    endTime: new Date(Math.min(endMs, nowMs)).toISOString(),
    limit: '50',
  }
}
