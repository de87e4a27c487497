import { countText } from './format.ts'

/** The Accounts view. */
export const accountsText = {
  accounts: {
    title: 'Accounts',
    caption: 'Accounts of all connections',
    search: 'Search accounts',
    noneLinked: 'This view lists the accounts of every connection, with totals by currency.',
    noneRead: 'No connection shares an account yet. Refresh a connection to read its accounts.',
    toConnections: 'Go to Connections',
    nothingFound: 'No accounts match. Change the search or the filter.',
    showAll: 'Show all accounts',
    loading: 'Loading accounts…',
    found: (count: number) => `${countText(count, 'account', 'accounts')} shown.`,
    filter: 'Filter by kind',
    filters: {
      all: 'All',
      cash: 'Cash',
      cards: 'Cards and credit',
      loans: 'Loans',
      investments: 'Investments',
      other: 'Other',
    },
    group: 'Group by',
    groups: {
      none: 'No groups',
      institution: 'Institution',
      label: 'Label',
      currency: 'Currency',
    },
    noLabel: 'No label',
    columns: {
      account: 'Account',
      connection: 'Connection',
      label: 'Label',
      kind: 'Kind',
      balance: 'Balance',
      asOf: 'As of',
    },
    columnsMenu: 'Columns',
    totals: 'Totals of the accounts shown',
    total: (currency: string, count: number) => `${currency} · ${countText(count, 'account', 'accounts')}`,
    unknownCurrency: 'Unknown currency',
    noCurrency: 'The institution names no currency',
    notAdded: 'Not added up: the institutions name no currency',
    withoutBalance: (count: number) =>
      `${countText(count, 'account', 'accounts')} without a balance not included`,
    missing: (count: number) =>
      `Accounts of ${countText(count, 'connection', 'connections')} may be missing: the Connections view says why`,
    unknownAsOf: 'Unknown',
    stale: (count: number) => `${countText(count, 'balance', 'balances')} not current`,
    seen: (count: number) =>
      `${countText(count, 'account appears', 'accounts appear')} to be shared by two logins and counted twice. Search for a login or a label to count once.`,
    isStale: 'Not current',
    noBalance: 'No balance',
    openConnection: (name: string) => `Open connection ${name}`,
    export: (count: number) => `Export the ${countText(count, 'account', 'accounts')} shown…`,
  },
} as const
