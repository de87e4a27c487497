import { calendarDaysBetween } from '../../shared/calendar.ts'
import { minorUnitDigits, mostDecimals, noCurrency } from '../../shared/currency.ts'
import type { Money } from '../../shared/models/account.ts'
import { valuesText } from './values.ts'

/**
 * The user's locale for dates and money, if it is English like the window's text. Always in the calendar and the digits of consents,
 * statements and exported files, so that no date of the window is another one there.
 */
const locale = new Intl.Locale(navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB', {
  calendar: 'gregory',
  numberingSystem: 'latn',
})

const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const calendarDay = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const weekday = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

export function dateText(ms: number): string {
  return date.format(ms)
}

/** "20 Nov 2026" for `2026-11-20`, on every computer. */
export function calendarDayText(day: string): string {
  return calendarDay.format(new Date(`${day}T00:00:00Z`))
}

export function timeText(ms: number): string {
  return time.format(ms)
}

/** "7:00 AM" for `07:00`. */
export function timeOfDayText(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return timeText(new Date(2026, 0, 15, hour, minute).getTime())
}

/** "Tuesday" for 2; 0 is Sunday. */
export function weekdayText(weekday: number): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(
    // A Sunday, and so many days later.
    Date.UTC(2026, 0, 4 + weekday),
  )
}

/** Whether an instant is so near that its time of day, without seconds, says nothing. */
export function isSoon(ms: number, nowMs: number): boolean {
  return ms - nowMs < 120_000
}

/** "in 40 seconds". */
export function inSecondsText(ms: number, nowMs: number): string {
  return `in ${countText(Math.ceil((ms - nowMs) / 1000), 'second', 'seconds')}`
}

/** "19 Oct": where the year is plain. */
export function dayText(ms: number): string {
  return day.format(ms)
}

export function dateTimeText(ms: number): string {
  return `${date.format(ms)}, ${time.format(ms)}`
}

/** "Today 14:32", "tomorrow 09:10", or the date with the time. */
export function dayTimeText(ms: number, nowMs: number): string {
  const days = calendarDaysBetween(nowMs, ms)
  if (Math.abs(days) > 1) return dateTimeText(ms)
  return `${relative.format(days, 'day')} ${time.format(ms)}`
}

/** "Today", "Yesterday", or the weekday with the date: the heading of a day. */
export function dayHeading(ms: number, nowMs: number): string {
  const days = calendarDaysBetween(nowMs, ms)
  return Math.abs(days) > 1 ? weekday.format(ms) : capitalized(relative.format(days, 'day'))
}

/** "2 min ago", "today 09:12", "21 Nov 2026". */
export function agoText(ms: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - ms) / 60_000)
  if (minutes < 1) return valuesText.justNow
  if (minutes < 60) return valuesText.minutesAgo(numberText(minutes))
  return calendarDaysBetween(nowMs, ms) === 0 ? dayTimeText(ms, nowMs) : date.format(ms)
}

/**
 * An amount with all its digits, and at least the decimals of its currency. What is no ISO 4217 currency keeps its name; nothing is taken
 * for dollars.
 */
export function moneyText({ amount, currency }: Money): string {
  // Formatted from the text, so that no digit is lost.
  const exact = amount as Intl.StringNumericLiteral
  const minorDigits = minorUnitDigits(currency)
  const digits = { minimumFractionDigits: minorDigits ?? 2, maximumFractionDigits: mostDecimals }
  const words =
    minorDigits === null
      ? `${new Intl.NumberFormat(locale, digits).format(exact)} ${
          currency === noCurrency ? valuesText.currencyUnknown : currency
        }`
      : new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(exact)
  return words.replace('-', '−')
}

/** A decimal number with all its digits. */
export function decimalText(decimal: string): string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: mostDecimals })
  return format.format(decimal as Intl.StringNumericLiteral).replace('-', '−')
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(locale).format(value)
}

function unitText(value: number, unit: 'minute' | 'hour' | 'day'): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}

export function countText(count: number, one: string, many: string): string {
  return `${numberText(count)} ${count === 1 ? one : many}`
}

/** "2 hours", "3 days": in the largest unit that fits. */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 90) return unitText(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 36 ? unitText(hours, 'hour') : unitText(Math.round(hours / 24), 'day')
}

/** "4:31". */
export function clockText(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1000), 0)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** "128 kB". */
export function bytesText(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? (['kilobyte', 1000] as const) : (['megabyte', 1_000_000] as const)
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 })
  return format.format(bytes / size)
}

/** As `dayTimeText`, for the beginning of a line: "Today, 14:32". */
export function dayTimeStart(ms: number, nowMs: number): string {
  const days = calendarDaysBetween(nowMs, ms)
  if (Math.abs(days) > 1) return dateTimeText(ms)
  return `${capitalized(relative.format(days, 'day'))}, ${time.format(ms)}`
}

export function capitalized(words: string): string {
  return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1)
}

/** How long a request took: "340 ms", "1.8 s". */
export function callTimeText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${numberText(Math.round(ms / 100) / 10)} s`
}
