import { CommandError } from './failure.ts'

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `5m`, `2h`, `1d`. @throws CommandError `wrong_use` */
export function durationMs(text: string, flag: string): number {
  const [, count = '', unit = 's'] = /^(\d{1,6})([smhd])?$/.exec(text) ?? []
  if (count === '') throw new CommandError('wrong_use', 2, `${flag} takes a time such as 90s, 5m or 2h.`)
  return Number(count) * (units[unit] ?? 0)
}

/**
 * A day of the user's calendar: `2026-01-31`, or so long ago: `30d`, `4w`, `1y`.
 *
 * @throws CommandError `wrong_use`
 */
export function dayOf(text: string, flag: string, now: Date): string {
  const [, count = '', unit = ''] = /^(\d{1,4})([dwy])$/.exec(text) ?? []
  if (count !== '') return dayText(daysAgo(now, Number(count), unit))
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  const date = new Date(Number(year), Number(month) - 1, Number(day), 12)
  if (year !== '' && Number(year) >= 1000 && dayText(date) === text) return text
  throw new CommandError('wrong_use', 2, `${flag} takes a day such as 2026-01-31, or 30d, 4w or 1y ago.`)
}

/** At noon, which every day has. */
function daysAgo(now: Date, count: number, unit: string): Date {
  const years = unit === 'y' ? count : 0
  const days = unit === 'w' ? 7 * count : unit === 'd' ? count : 0
  return new Date(now.getFullYear() - years, now.getMonth(), now.getDate() - days, 12)
}

/** `2026-01-31`, in the user’s time zone. */
export function dayText(date: Date): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0')
  return `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1, 2)}-${digits(date.getDate(), 2)}`
}
