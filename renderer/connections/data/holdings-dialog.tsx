import { useState } from 'react'
import { noCurrency } from '../../../shared/currency.ts'
import { sumDecimals } from '../../../shared/decimal.ts'
import type { Account } from '../../../shared/models/account.ts'
import type { ConnectionSummary } from '../../../shared/models/connection.ts'
import type { HoldingList } from '../../../shared/models/holding.ts'
import { Button } from '../../parts/button.tsx'
import { DialogFrame } from '../../parts/dialog-frame.tsx'
import { ExportButtons } from '../../export/export-buttons.tsx'
import { ReadStatus } from '../../parts/read-status.tsx'
import { RequestId } from '../../parts/request-id.tsx'
import { call } from '../../state/api.ts'
import { useRead } from '../../state/use-read.ts'
import { moneyText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import { HoldingTable, type OfAccount } from './holding-table.tsx'

/** The holdings of an account, read when the dialog opens. */
export function HoldingsDialog({
  connection,
  account,
  onClose,
}: {
  connection: ConnectionSummary
  account: Account
  onClose: () => void
}) {
  const ofAccount = { connectionId: connection.id, accountKey: account.key }
  const owner = [connection.institutionName, connection.signedInAs].filter(Boolean).join(' · ')
  return (
    <DialogFrame title={text.holdings.titleOf(account.name, account.mask, owner)} isWide onClose={onClose}>
      <div className="transactions-head">
        <span className="gap" />
        <ExportButtons onExport={(file) => call('holdings.export', { ...ofAccount, ...file })} />
        <ExportButtons
          title={text.taxLots.show}
          label={text.taxLots.export}
          onExport={(file) => call('holdings.exportTaxLots', { ...ofAccount, ...file })}
        />
      </div>
      <Holdings ofAccount={ofAccount} />
      <div className="dialog-actions">
        <span className="hint">{text.holdings.notStored}</span>
        <span className="gap" />
        <Button autoFocus onPress={onClose}>
          {text.holdings.close}
        </Button>
      </div>
    </DialogFrame>
  )
}

/** An account may hold thousands. */
const firstHoldings = 200
const moreHoldings = 500

function Holdings({ ofAccount }: { ofAccount: OfAccount }) {
  const read = useRead(() => call('holdings.read', ofAccount))
  const [limit, setLimit] = useState(firstHoldings)
  if (read.value === null) return <ReadStatus read={read} loading={text.holdings.loading} />
  const { holdings, unreadable, isPartial, interactionId } = read.value
  return (
    <>
      {holdings.length + unreadable === 0 && !isPartial && <p className="empty">{text.holdings.none}</p>}
      {holdings.length > 0 && <HoldingTable holdings={holdings.slice(0, limit)} ofAccount={ofAccount} />}
      {holdings.length > limit && (
        <Button look="quiet-accent" onPress={() => setLimit(limit + moreHoldings)}>
          {text.holdings.more(holdings.length - limit)}
        </Button>
      )}
      <Totals list={read.value} />
      {isPartial && <p className="problem soon">{text.holdings.partial}</p>}
      {unreadable > 0 && <p className="problem soon">{text.holdings.unreadable(unreadable)}</p>}
      <div className="transactions-head">
        <span className="muted" role="status">
          {text.holdings.count(holdings.length)}
        </span>
        <span className="gap" />
        {interactionId && <RequestId id={interactionId} />}
      </div>
    </>
  )
}

/** The sum of the values of each currency, exactly. */
function Totals({ list: { holdings } }: { list: HoldingList }) {
  const values = holdings.flatMap(({ marketValue }) => (marketValue === null ? [] : [marketValue]))
  const known = values.filter(({ currency }) => currency !== noCurrency)
  if (known.length === 0) return null
  const totals = [...Map.groupBy(known, ({ currency }) => currency)].map(([currency, amounts]) =>
    moneyText({ amount: sumDecimals(amounts.map(({ amount }) => amount)), currency }),
  )
  const leftOut = holdings.length - known.length
  return (
    <p className="transaction-sums">
      <span>{text.holdings.total(totals)}</span>
      {leftOut > 0 && <span className="muted">{text.holdings.leftOut(leftOut)}</span>}
    </p>
  )
}
