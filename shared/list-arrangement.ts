// Without the schema library, because the page uses it too. shared/models/list.ts has the schemas.

export const filters = ['all', 'active', 'needs-attention', 'temporary-problem', 'revoked'] as const
/** Every connection is in exactly one of the status groups. `temporary-problem` ends without the user. */
export type Filter = (typeof filters)[number]

export const sortKeys = [
  'status',
  'linked',
  'institution',
  'login',
  'label',
  'environment',
  'refreshed',
  'consent',
] as const
export type SortKey = (typeof sortKeys)[number]

export const groupKeys = ['none', 'institution', 'label', 'status', 'environment', 'registration'] as const
export type GroupKey = (typeof groupKeys)[number]

/** The columns that can be hidden, in their order. */
export const columnKeys = ['consent', 'refreshed', 'error', 'environment'] as const
export type ColumnKey = (typeof columnKeys)[number]

/** The columns of the Accounts view that can be hidden, in their order. Which account it is and its balance are always shown. */
export const accountColumnKeys = ['label', 'kind', 'asOf'] as const
export type AccountColumnKey = (typeof accountColumnKeys)[number]

/** How the user has searched, filtered, sorted and grouped the list. */
export interface Arrangement {
  search: string
  filter: Filter
  sort: SortKey
  isDescending: boolean
  group: GroupKey
}

export interface SavedView extends Arrangement {
  name: string
}

/** What the list and the Accounts view keep across restarts. The list's arrangement has no search. */
export interface ListSettings {
  arrangement: Arrangement
  columns: ColumnKey[]
  accountColumns: AccountColumnKey[]
  views: SavedView[]
}

/** What needs the user first. */
export const plainArrangement: Arrangement = {
  search: '',
  filter: 'all',
  sort: 'status',
  isDescending: false,
  group: 'none',
}

export const plainListSettings: ListSettings = {
  arrangement: plainArrangement,
  columns: ['consent'],
  accountColumns: [...accountColumnKeys],
  views: [],
}
