import { countText, numberText } from './format.ts'

/** "it" where only one connection needs attention, else how many of them. */
const subject = (count: number, total: number) => (total === 1 ? 'it' : numberText(count))

/** The list of connections and actions on several of them. */
export const listText = {
  list: {
    caption: 'Connections',
    title: 'Connections',
    needsAttention: 'Needs attention',
    search: 'Search',
    searchLabel: 'Search connections',
    clearSearch: 'Clear search',
    link: 'Link institution',
    refreshAll: 'Refresh all',
    nothingLinked:
      'Nothing linked yet. Link institution opens the institution’s sign-in page in your browser.',
    nothingFound: 'No connections match. Change the search or the filter.',
    noneNeedsAttention: 'No connections need attention.',
    showAll: 'Show all connections',
    found: (count: number) => `${countText(count, 'connection', 'connections')} shown.`,
    institution: 'Institution',
    status: 'Status',
    refreshed: 'Last refreshed',
    consent: 'Consent expires',
    actions: 'Actions',
    select: (name: string) => `Select ${name}`,
    selectAll: 'Select all shown',
    filter: 'Filter by status',
    filters: {
      all: 'All',
      active: 'Active',
      'needs-attention': 'Needs attention',
      'temporary-problem': 'Temporary problems',
      revoked: 'Revoked',
    },
    sort: 'Sort by',
    sorts: {
      linked: 'Date linked',
      institution: 'Institution',
      status: 'Status',
      refreshed: 'Last refreshed',
      consent: 'Consent expiry',
    },
    descending: 'Descending',
    group: 'Group by',
    groups: { none: 'No groups', institution: 'Institution', registration: 'Registration' },
    arrange: 'Sort and group',
    noAccounts: 'no accounts',
    noConsent: 'No consent',
    consentExpired: 'Expired',
    neverRefreshed: 'Not yet',
    next: (when: string) => `Next ${when}`,
  },
  rowMenu: {
    label: (name: string) => `Actions for ${name}`,
    items: {
      details: 'Details',
      refresh: 'Refresh',
      relink: 'Relink',
      label: 'Label…',
      copy: 'Copy link',
      revoke: 'Revoke',
    },
  },
  selection: {
    label: 'Selected connections',
    count: (count: number, notShown: number) =>
      `${countText(count, 'connection', 'connections')} selected${notShown > 0 ? `, ${notShown} not shown` : ''}`,
    refresh: 'Refresh',
    refreshLabel: 'Refresh selected',
    revoke: 'Revoke…',
    revokeLabel: 'Revoke selected…',
    setLabel: 'Label…',
    clear: 'Clear selection',
  },
  listMenu: {
    open: 'More actions',
    label: 'Actions for several connections',
    revoke: {
      all: (count: string) => `Revoke all ${count}…`,
      shown: (count: string) => `Revoke the ${count} shown…`,
      selected: (count: string) => `Revoke the ${count} selected…`,
    },
    nothing: {
      all: 'No access to revoke',
      shown: 'No access to revoke among those shown',
      selected: 'No access to revoke among those selected',
    },
  },
  revokeSeveral: {
    title: (count: number) => `Revoke ${countText(count, 'connection', 'connections')}?`,
    scope: {
      all: 'These are all connections that still have access:',
      shown: 'These are the connections shown by the current search and filter that still have access:',
      selected: 'These are the selected connections that still have access:',
    },
    notShown: 'not currently shown in the list',
    more: (count: number) => `and ${numberText(count)} more`,
    undo: 'You can undo this for a few seconds. After that, each login has to sign in at its institution to relink.',
    cancel: 'Cancel',
    revoke: (count: number) => `Revoke ${countText(count, 'connection', 'connections')}`,
    revoking: (count: number) => `Revoking ${countText(count, 'connection', 'connections')}.`,
    undoAll: 'Undo all',
  },
  labelDialog: {
    title: (count: number) => (count === 1 ? 'Label this connection' : `Label ${count} connections`),
    field: 'Label',
    hint: 'Your own name for it, such as a team or a purpose. The institution never sees it.',
    save: 'Save',
    remove: 'Remove label',
    progress: (done: number, total: number) => `Labeled ${numberText(done)} of ${numberText(total)}.`,
    cancel: 'Cancel',
  },
  bulk: {
    label: 'Refreshing connections',
    running: (done: number, total: number) => `Refreshed ${done} of ${total}`,
    cancel: 'Stop',
    done: (succeeded: number, total: number) =>
      `${succeeded} of ${countText(total, 'connection', 'connections')} refreshed.`,
    cancelled: (done: number, total: number) => `Stopped after ${done} of ${total}.`,
    failed: (count: number) =>
      count === 1
        ? '1 failed. See its row for the reason.'
        : `${numberText(count)} failed. See each row for the reason.`,
    close: 'Dismiss',
  },
  fix: {
    banner: (count: number) =>
      count === 1 ? '1 connection needs attention:' : `${numberText(count)} connections need attention:`,
    start: 'Fix one by one',
    label: 'Fix one by one',
    step: (number: number, total: number) => `${number} of ${total}`,
    skip: 'Skip',
    leave: 'Done for now',
    done: 'That was the last one.',
    relink: 'Relink',
    unlock: 'Try the keychain again',
    register: 'Open registrations',
    remove: 'Remove',
    reasons: {
      ended: (count: number, total: number) =>
        total === 1 ? 'relink it' : `${numberText(count)} ${count === 1 ? 'needs' : 'need'} relinking`,
      ending: (count: number, total: number, when: string) =>
        count === 1
          ? `${subject(count, total)} expires ${when}`
          : `${numberText(count)} expire soon, the first ${when}`,
      unlock: (count: number, total: number) =>
        `${subject(count, total)} ${count === 1 ? 'is' : 'are'} waiting for the keychain`,
      register: (count: number, total: number) =>
        `${subject(count, total)} ${count === 1 ? 'has' : 'have'} a registration problem`,
      'end-there': (count: number, total: number) => `${subject(count, total)} can’t be revoked from here`,
    },
  },
} as const
