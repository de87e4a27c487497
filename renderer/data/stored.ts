import type { ConnectionData } from '../../shared/models/dataset.ts'

/** What one dataset has of a connection. */
export interface Stored {
  id: string
  name: string
  /** The first and the last day that any of its accounts is covered. */
  from: string | null
  to: string | null
  rows: number
}

/** One entry a dataset. */
export function storedOf({ coverage }: ConnectionData): Stored[] {
  return [...Map.groupBy(coverage, ({ datasetId }) => datasetId)].map(([id, accounts]) => ({
    id,
    name: accounts[0]?.datasetName ?? '',
    from: accounts.flatMap(({ from }) => from ?? []).toSorted()[0] ?? null,
    to:
      accounts
        .flatMap(({ to }) => to ?? [])
        .toSorted()
        .at(-1) ?? null,
    rows: accounts.reduce((sum, { rows }) => sum + rows, 0),
  }))
}
