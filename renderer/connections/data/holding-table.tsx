import { Fragment, useState } from 'react'
import type { Holding } from '../../../shared/models/holding.ts'
import { Button } from '../../parts/button.tsx'
import { Name } from '../../parts/name.tsx'
import { calendarDayText, decimalText, moneyText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { orMissing } from './or-missing.ts'
import { TaxLots } from './tax-lots.tsx'

export interface OfAccount {
  connectionId: string
  accountKey: string
}

/** Holdings with quantity, price and value, and the tax lots of those that the user opens. */
export function HoldingTable({
  holdings,
  ofAccount,
}: {
  holdings: readonly Holding[]
  ofAccount: OfAccount
}) {
  const names = text.holdings
  return (
    <div className="transactions" role="region" aria-label={names.caption} tabIndex={0}>
      <table className="wide-table">
        <caption className="hidden">{names.caption}</caption>
        <thead>
          <tr>
            <th scope="col" className="description-cell">
              {names.name}
            </th>
            <th scope="col" className="amount-cell">
              {names.units}
            </th>
            <th scope="col" className="amount-cell">
              {names.price}
            </th>
            <th scope="col" className="amount-cell">
              {names.value}
            </th>
          </tr>
        </thead>
        <tbody>
          {holdings.map((holding, index) => (
            <Row key={`${holding.id ?? ''}/${index}`} holding={holding} ofAccount={ofAccount} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ holding, ofAccount }: { holding: Holding; ofAccount: OfAccount }) {
  const [isOpen, setOpen] = useState(false)
  const name = nameOf(holding)
  const hasLots = holding.taxLots !== null || holding.id !== null
  return (
    <Fragment>
      <tr>
        <td className="description-cell">
          <Name text={name} /> <span className="sub">{notesOf(holding, name).join(' · ')}</span>
          {hasLots && (
            <Button
              look="link"
              label={text.taxLots.showOf(name)}
              isPressed={isOpen}
              onPress={() => setOpen(!isOpen)}
            >
              {text.taxLots.show}
            </Button>
          )}
        </td>
        <td className="amount-cell">{orMissing(holding.units, decimalText)}</td>
        <td className="amount-cell">{orMissing(holding.unitPrice, moneyText)}</td>
        <td className="amount-cell">{orMissing(holding.marketValue, moneyText)}</td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={4}>
            <TaxLots holding={holding} ofAccount={ofAccount} />
          </td>
        </tr>
      )}
    </Fragment>
  )
}

function nameOf({ name, symbol, securityId }: Holding): string {
  return name ?? symbol ?? securityId ?? text.holdings.noName
}

/** Symbol, id, position, cost, date of the price, and what could not be read. */
function notesOf(holding: Holding, name: string): string[] {
  const { symbol, securityId, securityIdType, position, costBasis, asOfDay, unreadable } = holding
  return [
    symbol === name ? null : symbol,
    securityId === null || [name, symbol].includes(securityId)
      ? null
      : [securityIdType, securityId].filter((part) => part !== null).join(' '),
    position === 'short' ? text.holdings.short : null,
    costBasis === null ? null : text.holdings.cost(moneyText(costBasis)),
    asOfDay === null ? null : text.holdings.asOf(calendarDayText(asOfDay)),
    unreadable.length === 0 ? null : text.pane.unreadableValues(unreadable),
  ].filter((note) => note !== null)
}
