import { isSent } from './fdx-values.ts'

/** When something happened, as precisely as the institution says. */
export interface Moment {
  /** The calendar day as sent, `2026-11-20`: the same on every computer. */
  day: string
  /** Milliseconds UTC, if the institution sent a time of day with its zone; null for a day without a time, or for midnight. */
  atMs: number | null
}

/**
 * Reads a date or time in ISO 8601, extended (`2026-11-20T12:00:00Z`) or basic (`20261120`, `20261120T120000Z`), or Unix seconds or
 * milliseconds. Also a day with a zone (XML Schema), slashes or points between year, month and day, no `T` (OFX), and a zone's name in
 * brackets (RFC 9557). The day is the one sent, in the zone sent: an offset has at most 23 hours and 59 minutes (RFC 3339, section 5.6).
 * Midnight, as 00:00 or 24:00, means the whole day: institutions write days this way.
 *
 * @returns null for anything else, and for days that programs write for "none", such as 1970-01-01 and 0001-01-01
 */
export function momentOf(value: unknown): Moment | null {
  const read = readMoment(value)
  return typeof read === 'string' ? null : read
}

/** True for a value that was sent, does not mean "none", and is not read. */
export function isUnreadableMoment(value: unknown): boolean {
  return isSent(value) && readMoment(value) === 'unreadable'
}

function readMoment(value: unknown): Moment | 'none' | 'unreadable' {
  if (typeof value !== 'string' && typeof value !== 'number') return 'unreadable'
  const text = String(value).trim()
  return readUnix(text) ?? readWritten(text)
}

/** Seconds, also with a fraction, or milliseconds. Zero and less, until the year 1, is "none". */
function readUnix(text: string): Moment | 'none' | null {
  if (/^(0|-\d{1,14})$/.test(text)) return 'none'
  const [, seconds, millis] = /^(?:(\d{10}(?:\.\d+)?)|(\d{13}))$/.exec(text) ?? []
  if (seconds === undefined && millis === undefined) return null
  const atMs = seconds === undefined ? Number(millis) : Math.floor(Number(seconds) * 1000)
  const [day = '', time] = new Date(atMs).toISOString().split('T')
  if (isSentinel(Number(day.slice(0, 4)))) return 'none'
  return { day, atMs: time === '00:00:00.000Z' ? null : atMs }
}

const written = new RegExp(
  [
    /^(\d{4})([-/.]?)(\d{2})\2(\d{2})/,
    /(?:(?:[T ]|(?<=^\d{8}))(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?/,
    / ?(Z|UTC|GMT|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?(?:\[[^[\]]*\])?$/,
  ]
    .map(({ source }) => source)
    .join(''),
  'i',
)

function readWritten(text: string): Moment | 'none' | 'unreadable' {
  const match = written.exec(text)
  if (!match) return 'unreadable'
  const [, year = '', , month = '', date = '', hour, minute = '', second = '0', fraction = '', zone] = match
  if (Number(year + month + date) === 0) return 'none'
  const day = `${year}-${month}-${date}`
  const dayMs = Date.parse(`${day}T00:00:00Z`)
  if (!isDay(day, dayMs)) return 'unreadable'
  if (isSentinel(Number(year))) return 'none'
  if (hour === undefined) return { day, atMs: null }

  const timeMs =
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
    Number(fraction.padEnd(3, '0').slice(0, 3))
  const isMidnight = timeMs === 0 || (hour === '24' && timeMs === wholeDayMs)
  if (Number(minute) > 59 || Number(second) > 60 || (Number(hour) > 23 && !isMidnight)) return 'unreadable'
  return { day, atMs: isMidnight || zone === undefined ? null : dayMs + timeMs - offsetMs(zone) }
}

const wholeDayMs = 24 * 60 * 60_000

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
