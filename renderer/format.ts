import { isKnownCurrency, minorUnitDigits, noCurrency } from '../shared/currency.ts'
import type { Account, Money } from '../shared/models/account.ts'

/** Dates and money as the person writes them, as long as that is in the language of the window's other words. */
const locale = navigator.languages.find((language) => language.startsWith('en')) ?? 'en-GB'

const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

export function dateText(ms: number): string {
  return date.format(ms)
}

export function timeText(ms: number): string {
  return time.format(ms)
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
  const days = Math.round((startOfDay(ms) - startOfDay(nowMs)) / 86_400_000)
  if (Math.abs(days) > 1) return dateTimeText(ms)
  return `${relative.format(days, 'day')} ${time.format(ms)}`
}

/** "2 min ago", "today 09:12", "21 Nov 2026". */
export function agoText(ms: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - ms) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  return startOfDay(ms) === startOfDay(nowMs) ? `today ${time.format(ms)}` : date.format(ms)
}

/** What is no ISO 4217 currency keeps its decimals and its name; nothing is taken for dollars. */
export function moneyText({ minorUnits, currency }: Money): string {
  const digits = minorUnitDigits(currency)
  const amount = minorUnits / 10 ** digits
  const words = isKnownCurrency(currency)
    ? new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount)
    : `${new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: digits }).format(amount)} ${
        currency === noCurrency ? '(currency unknown)' : currency
      }`
  return words.replace('-', '−')
}

/** What is owed stands below zero. */
export function balanceText({ balance, balanceType }: Account): string | null {
  if (balance === null) return null
  const minorUnits = balanceType === 'liability' ? -balance.minorUnits : balance.minorUnits
  return moneyText({ ...balance, minorUnits })
}

export function countText(count: number, one: string, many: string): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${count === 1 ? one : many}`
}

/** "2 hours", "3 days": in the largest unit that fits. */
export function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 90) return countText(minutes, 'minute', 'minutes')
  const hours = Math.round(minutes / 60)
  return hours < 36 ? countText(hours, 'hour', 'hours') : countText(Math.round(hours / 24), 'day', 'days')
}

/** "4:31". */
export function clockText(ms: number): string {
  const seconds = Math.max(Math.floor(ms / 1000), 0)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0)
}

/** "128 kB". */
export function bytesText(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? (['kilobyte', 1000] as const) : (['megabyte', 1_000_000] as const)
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 })
  return format.format(bytes / size)
}
