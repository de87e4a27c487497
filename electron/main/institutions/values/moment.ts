/** When something happened, as precisely as the institution says. */
export interface Moment {
  /** The calendar day as sent, `2026-11-20`: the same on every computer. */
  day: string
  /** Milliseconds UTC, if the institution sent a time of day with its zone; null for a day without a time, or for midnight. */
  atMs: number | null
}

const written =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i

/**
 * Reads a date or time in ISO 8601, extended (`2026-11-20T12:00:00Z`) or basic (`20261120`), or Unix seconds or milliseconds. The day is
 * the one sent, in the zone sent: an offset has at most 23 hours and 59 minutes (RFC 3339, section 5.6). Midnight means the whole day: institutions write days this way.
 *
 * @returns null for anything else, and for days that programs write for "none", such as 1970-01-01 and 0001-01-01
 */
export function momentOf(value: unknown): Moment | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).trim()
  if (/^\d{10}$/.test(text)) return unixMoment(Number(text) * 1000)
  if (/^\d{13}$/.test(text)) return unixMoment(Number(text))

  const match = written.exec(text)
  if (!match) return null
  const [, year = '', month = '', date = '', hour, minute = '', second = '0', fraction = '', zone] = match
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(date))
  const day = `${year}-${month}-${date}`
  if (!isDay(day, dayMs) || isSentinel(Number(year))) return null
  if (hour === undefined || zone === undefined) return { day, atMs: null }

  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  const timeMs =
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
    Number(fraction.padEnd(3, '0').slice(0, 3))
  return { day, atMs: timeMs === 0 ? null : dayMs + timeMs - offsetMs(zone) }
}

function unixMoment(atMs: number): Moment | null {
  return momentOf(new Date(atMs).toISOString())
}

/** False for a day that does not exist, such as 31 February. */
function isDay(day: string, dayMs: number): boolean {
  return !Number.isNaN(dayMs) && new Date(dayMs).toISOString().startsWith(day)
}

/** Years too far in the past or future for account data. */
function isSentinel(year: number): boolean {
  return year <= 1970 || year === 9999
}

function offsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return (match[1] === '-' ? -minutes : minutes) * 60_000
}
