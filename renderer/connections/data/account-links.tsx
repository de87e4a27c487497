import { useState } from 'react'
import type { Account } from '../../../shared/models/account.ts'
import type { Connection, Permission } from '../../../shared/models/connection.ts'
import { Button } from '../../parts/button.tsx'
import { text } from '../../text/text.ts'
import { TransactionsDialog } from './transactions-dialog.tsx'
import { DocumentsDialog } from './documents-dialog.tsx'
import { NumbersDialog } from './numbers-dialog.tsx'
import { HoldingsDialog } from './holdings-dialog.tsx'

const dialogs = {
  transactions: TransactionsDialog,
  holdings: HoldingsDialog,
  documents: DocumentsDialog,
  numbers: NumbersDialog,
}
type DialogName = keyof typeof dialogs

const labels: Record<DialogName, { open: string; openOf: (name: string) => string }> = {
  transactions: { open: text.pane.transactions, openOf: text.pane.transactionsOf },
  holdings: text.holdings,
  documents: text.documents,
  numbers: text.accountNumbers,
}

/** What can be read of an account beside its balance, each in a dialog: only what was granted, and while it can be read. */
export function AccountLinks({ connection, account }: { connection: Connection; account: Account }) {
  const [opened, open] = useState<DialogName | null>(null)
  const Dialog = opened && dialogs[opened]
  return (
    <>
      <span className="account-links">
        {linksOf(connection, account).map((name) => (
          <Button key={name} look="link" label={labels[name].openOf(account.name)} onPress={() => open(name)}>
            {labels[name].open}
          </Button>
        ))}
      </span>
      {Dialog && <Dialog connection={connection} account={account} onClose={() => open(null)} />}
    </>
  )
}

/** Accounts of other categories hold no securities. */
const mayHold: ReadonlySet<Account['category']> = new Set(['investment', 'annuity', 'other'])

function linksOf({ status, permissions, readable }: Connection, account: Account): DialogName[] {
  if (status !== 'active') return []
  const has = (permission: Permission) => permissions.includes(permission)
  return [
    ...(has('transactions') && !account.unavailable ? (['transactions'] as const) : []),
    ...(has('investments') && mayHold.has(account.category) ? (['holdings'] as const) : []),
    ...(has('payments') && readable.includes('payments') ? (['numbers'] as const) : []),
    ...(has('statements') || has('taxes') ? (['documents'] as const) : []),
  ]
}
