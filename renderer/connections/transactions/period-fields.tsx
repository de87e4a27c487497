import { localDay } from '../../../shared/calendar.ts'
import { useState } from 'react'
import { useNow } from '../../state/use-now.ts'
import { text } from '../../text/text.ts'
import type { Period } from './use-transactions.ts'

const dayChoices = [30, 90, 365, 730] as const
const mostDays = 730
const dayMs = 24 * 60 * 60_000

/** The period: one of the usual ones, or two dates. */
export function PeriodFields({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const [isCustom, setCustom] = useState(false)
  return (
    <>
      <select
        aria-label={text.transactions.days}
        value={isCustom ? 'custom' : period.days}
        onChange={({ target: { value } }) => {
          setCustom(value === 'custom')
          if (value !== 'custom') onChange({ days: Number(value) })
        }}
      >
        {dayChoices.map((choice) => (
          <option key={choice} value={choice}>
            {text.transactions.dayChoices[choice]}
          </option>
        ))}
        <option value="custom">{text.transactions.customDates}</option>
      </select>
      {isCustom && <Dates period={period} onChange={onChange} />}
    </>
  )
}

/** Two dates. Takes effect once both make a period that can be read. */
function Dates({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const today = localDay(useNow(60_000))
  const [to, setTo] = useState(period.toDay ?? today)
  const [from, setFrom] = useState(() => dayBefore(to, period.days - 1))
  const days = daysBetween(from, to) + 1
  const isWrong = !(days >= 1 && days <= mostDays && to <= today)
  const change = (newFrom: string, newTo: string) => {
    setFrom(newFrom)
    setTo(newTo)
    const newDays = daysBetween(newFrom, newTo) + 1
    if (newDays >= 1 && newDays <= mostDays && newTo <= today) onChange({ days: newDays, toDay: newTo })
  }
  return (
    <>
      <label className="date-field">
        {text.transactions.from}{' '}
        <input type="date" value={from} max={to} onChange={(event) => change(event.target.value, to)} />
      </label>
      <label className="date-field">
        {text.transactions.to}{' '}
        <input type="date" value={to} max={today} onChange={(event) => change(from, event.target.value)} />
      </label>
      {isWrong && (
        <span className="wrong" role="alert">
          {text.transactions.datesWrong}
        </span>
      )}
    </>
  )
}

/** Both as `2026-11-20`; not a number while one is empty. */
function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10)
}
