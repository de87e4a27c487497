import type { Holding, TaxLotList } from '../../../shared/models/holding.ts'
import { ReadStatus } from '../../parts/read-status.tsx'
import { call } from '../../state/api.ts'
import { useRead } from '../../state/use-read.ts'
import { calendarDayText, decimalText, moneyText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { orMissing } from './or-missing.ts'

interface Props {
  holding: Holding
  ofAccount: { connectionId: string; accountKey: string }
}

/** The tax lots of a holding: those that came with it, else read from the institution now. */
export function TaxLots({ holding, ofAccount }: Props) {
  const { taxLots } = holding
  if (taxLots === null) return <ReadTaxLots holding={holding} ofAccount={ofAccount} />
  const inPart = taxLots.filter(({ unreadable }) => unreadable.length > 0).length
  return <Lots list={{ taxLots, unreadable: inPart, isPartial: false }} />
}

function ReadTaxLots({ holding: { id, currency }, ofAccount }: Props) {
  const read = useRead(() => call('holdings.taxLots', { ...ofAccount, holdingId: id ?? '', currency }))
  if (read.value === null) return <ReadStatus read={read} loading={text.taxLots.loading} />
  return <Lots list={read.value} />
}

function Lots({ list: { taxLots, unreadable, isPartial } }: { list: TaxLotList }) {
  const names = text.taxLots
  return (
    <>
      {taxLots.length + unreadable === 0 && <p className="muted">{names.none}</p>}
      {taxLots.length > 0 && (
        <table className="tax-lots">
          <thead>
            <tr>
              {[names.acquired, names.units, names.price, names.cost, names.value].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {taxLots.map((lot, index) => (
              // Lots have no id.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <td>{orMissing(lot.acquiredDay, calendarDayText)}</td>
                <td>{orMissing(lot.units, decimalText)}</td>
                <td>{orMissing(lot.unitPrice, moneyText)}</td>
                <td>{orMissing(lot.costBasis, moneyText)}</td>
                <td>{orMissing(lot.marketValue, moneyText)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isPartial && <p className="problem soon">{names.partial}</p>}
      {unreadable > 0 && <p className="problem soon">{names.unreadable(unreadable)}</p>}
    </>
  )
}
