import { useMemo } from 'react'
import { LinePlot } from '../parts/line-plot.tsx'
import { calendarDayText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { plotPoints, type BalanceSeries } from './balance-series.ts'

/** A balance over time as a line. */
export function BalancePlot({
  series,
  title,
  note,
}: {
  series: BalanceSeries
  title: string
  /** Which accounts it is of. */
  note?: string
}) {
  const points = useMemo(() => plotPoints(series), [series])
  const words = text.data.balances
  return (
    <LinePlot
      points={points}
      title={title}
      {...(note !== undefined && { note })}
      dayText={calendarDayText}
      headings={{ day: words.day, value: words.balance }}
    />
  )
}
