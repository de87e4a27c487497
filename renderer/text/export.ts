import { countText } from './format.ts'

export const exportText = {
  exportDialog: {
    title: 'Export',
    open: 'Export…',
    everything: 'Export everything…',
    ofAll: 'Everything that Mooring has access to, in one file.',
    ofConnections: (count: number) => `Of ${countText(count, 'connection', 'connections')}, in one file.`,
    ofAccounts: (count: number) => `Of ${countText(count, 'account', 'accounts')}, in one file.`,
    kind: 'What',
    kinds: { transactions: 'Transactions', accounts: 'Accounts with their balances' },
    hints: {
      transactions:
        'Requested from the institutions now. An account that can’t be read is named, and the others are written.',
      accounts: 'As last read from the institutions.',
    },
    format: 'Format',
    formats: { csv: 'CSV', json: 'JSON', jsonl: 'JSON lines', parquet: 'Parquet', sqlite: 'SQLite' },
    accountsLeft: (count: number) => `${countText(count, 'account', 'accounts')} to go.`,
    missing: (count: number) =>
      count === 1
        ? '1 account can’t be read and is not in the file:'
        : `${countText(count, 'account', 'accounts')} can’t be read and are not in the file:`,
    none: (count: number) =>
      count === 1
        ? '1 account has no transactions to export:'
        : `${countText(count, 'account', 'accounts')} have no transactions to export:`,
    moreMissing: (count: number) => `and ${countText(count, 'more account', 'more accounts')}`,
    export: 'Export…',
    close: 'Close',
  },
} as const
