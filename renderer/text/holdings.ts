import type { DocumentKind } from '../../shared/models/document.ts'
import { countText } from './format.ts'

/** What is read of a connection beside accounts and transactions. */
export const holdingsText = {
  holdings: {
    open: 'Holdings',
    openOf: (name: string) => `Holdings of ${name}`,
    titleOf: (name: string, mask: string | null, owner: string) =>
      `Holdings of ${name}${mask === null ? '' : ` ···${mask}`} – ${owner}`,
    caption: 'Holdings',
    loading: 'Loading…',
    none: 'The institution lists no holdings for this account.',
    count: (count: number) => `Showing ${countText(count, 'holding', 'holdings')}.`,
    name: 'Holding',
    units: 'Quantity',
    price: 'Price',
    value: 'Value',
    noName: 'No name',
    missing: '—',
    short: 'Short',
    cost: (amount: string) => `cost ${amount}`,
    asOf: (day: string) => `price of ${day}`,
    total: (amounts: readonly string[]) => `Total ${amounts.join(' · ')}`,
    leftOut: (count: number) =>
      `Without ${countText(count, 'holding', 'holdings')} whose value or currency the institution doesn’t say.`,
    partial: 'The institution returned only some holdings. Try again later for the rest.',
    unreadable: (count: number) =>
      count === 1
        ? 'Mooring can’t fully read 1 holding the institution sent. Look it up at the institution.'
        : `Mooring can’t fully read ${countText(count, 'holding', 'holdings')} the institution sent. Look them up at the institution.`,
    more: (count: number) => `Show ${countText(count, 'more holding', 'more holdings')}`,
    notStored: 'Fetched just now. Not stored here.',
    close: 'Close',
  },
  taxLots: {
    show: 'Tax lots',
    showOf: (name: string) => `Tax lots of ${name}`,
    export: (format: string) => `Export tax lots as ${format}`,
    loading: 'Loading tax lots…',
    none: 'The institution lists no tax lots for this holding.',
    acquired: 'Acquired',
    units: 'Quantity',
    price: 'Price paid',
    cost: 'Cost',
    value: 'Value',
    partial: 'The institution returned only some tax lots. Try again later for the rest.',
    unreadable: (count: number) =>
      `Mooring can’t fully read ${countText(count, 'tax lot', 'tax lots')}. Look at the institution.`,
  },
  documents: {
    open: 'Documents',
    openOf: (name: string) => `Documents of ${name}`,
    titleOf: (name: string, mask: string | null, owner: string) =>
      `Documents of ${name}${mask === null ? '' : ` ···${mask}`} – ${owner}`,
    year: 'Year',
    kinds: { statement: 'Statements', 'tax form': 'Tax forms' } satisfies Record<DocumentKind, string>,
    none: {
      statement: 'The institution lists no statements for this account and year.',
      'tax form': 'The institution lists no tax forms for this account and year.',
    } satisfies Record<DocumentKind, string>,
    loading: 'Loading…',
    noDate: 'No date',
    save: 'Save…',
    saveOf: (name: string) => `Save ${name} as a PDF file`,
    noFile: 'The institution names no file.',
    partial: 'The institution returned only some of them. Try again later for the rest.',
    unreadable: (count: number) =>
      `Mooring can’t read ${countText(count, 'entry', 'entries')} the institution sent. Look them up at the institution.`,
    notOpened: 'Documents are checked to be PDF files, saved, and never opened by Mooring.',
    close: 'Close',
  },
  accountNumbers: {
    open: 'Account numbers',
    openOf: (name: string) => `Account numbers of ${name}`,
    loading: 'Loading…',
    bank: 'Routing number',
    account: 'Account number',
    token: 'Account number for payments (token)',
    network: 'Network',
    none: 'The institution names no numbers for this account.',
    partial: 'The institution returned only some of them. Try again later for the rest.',
    unreadable: (count: number) =>
      `Mooring can’t read ${countText(count, 'entry', 'entries')} the institution sent. Look them up at the institution.`,
    notStored: 'Fetched just now. Not stored here.',
    close: 'Close',
  },
  owner: {
    title: 'Name and contact',
    show: 'Show name and contact',
    export: (format: string) => `Export name and contact as ${format}`,
    loading: 'Loading…',
    name: 'Name',
    address: 'Address',
    phone: 'Phone',
    email: 'Email',
    none: 'The institution names none.',
    partial: 'The institution returned only a part.',
    notStored: 'Fetched just now. Not stored here.',
  },
} as const
