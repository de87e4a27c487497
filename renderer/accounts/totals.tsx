import { noCurrency } from '../../shared/currency.ts'
import type { TotalOverTime } from '../../shared/models/dataset.ts'
import { BalancePlot } from '../data/balance-plot.tsx'
import { moneyText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { valuesText } from '../text/values.ts'
import type { Total } from './arrange-accounts.ts'

/** One card a currency, with the sum of the accounts shown, and how the total has changed. */
export function Totals({ totals, overTime }: { totals: Total[]; overTime: readonly TotalOverTime[] }) {
  return (
    <ul className="totals" aria-label={text.accounts.totals}>
      {totals.map((total) => (
        <li key={total.currency} className="card">
          <span className="sub">{text.accounts.total(nameOf(total.currency), total.count)}</span>
          <strong>{total.sum === null ? '—' : amountText(total)}</strong>
          <span className="sub">{notes(total).join('. ')}</span>
          <OverTime overTime={overTime.find(({ currency }) => currency === total.currency)} />
        </li>
      ))}
    </ul>
  )
}

function OverTime({ overTime }: { overTime: TotalOverTime | undefined }) {
  if (overTime === undefined || overTime.points.length < 2) return null
  return (
    <BalancePlot
      series={overTime}
      title={text.data.balances.totalOf(overTime.currency)}
      note={text.data.balances.inDatasets}
    />
  )
}

/** A total in one line, for the heading of a group, with what is not in it. */
export function totalText(total: Total): string {
  const { sum, currency, withoutBalance } = total
  const words = sum === null ? `${nameOf(currency)} —` : moneyText(sum)
  return withoutBalance === 0 ? words : `${words} (${text.accounts.withoutBalance(withoutBalance)})`
}

function amountText({ sum, currency }: Total): string {
  if (sum === null) return '—'
  const words = moneyText(sum)
  // The card names the currency.
  return currency === noCurrency ? words.replace(` ${valuesText.currencyUnknown}`, '') : words
}

function nameOf(currency: string): string {
  return currency === noCurrency ? text.accounts.unknownCurrency : currency
}

function notes({ currency, sum, count, withoutBalance }: Total): string[] {
  return [
    ...(currency === noCurrency
      ? [sum === null && count > withoutBalance ? text.accounts.notAdded : text.accounts.noCurrency]
      : []),
    ...(withoutBalance > 0 ? [text.accounts.withoutBalance(withoutBalance)] : []),
  ]
}
