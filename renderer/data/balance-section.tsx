import { useMemo } from 'react'
import type { ConnectionData } from '../../shared/models/dataset.ts'
import { text } from '../text/text.ts'
import { BalancePlot } from './balance-plot.tsx'
import { totalsByCurrency } from './balance-series.ts'

/** The balance of a connection over time, one line a currency. Nothing where a dataset has fewer than two days. */
export function BalanceSection({ data: { balances } }: { data: ConnectionData }) {
  const all = useMemo(() => totalsByCurrency(balances).filter(({ points }) => points.length > 1), [balances])
  return all.map((series) => {
    const title = all.length === 1 ? text.data.balances.title : text.data.balances.titleOf(series.currency)
    return (
      <section key={series.currency}>
        <h3>{title}</h3>
        <BalancePlot series={series} title={title} />
      </section>
    )
  })
}
