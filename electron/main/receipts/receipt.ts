import type { ConsentEntry } from '../../../shared/models/consent-receipt.ts'
import type { Store } from '../store/database.ts'
import { eachReceipt, listReceipts, newestReceipt, type ReceiptRow } from '../store/receipts.ts'
import { readEntry } from './chain.ts'

/** Entries of the chain as they are exported, with the newest entry of the whole chain. */
export interface Receipt {
  exportedAtMs: number
  entries: (ReceiptRow & { read: ConsentEntry | null })[]
  newest: ReceiptRow | null
}

/** The receipt of one connection, also of a removed one, or of all. */
export function readReceipt(store: Store, connectionId: string | undefined, exportedAtMs: number): Receipt {
  const rows = connectionId === undefined ? [...eachReceipt(store)] : listReceipts(store, connectionId)
  return {
    exportedAtMs,
    entries: rows.map((row) => ({ ...row, read: readEntry(row) })),
    newest: newestReceipt(store) ?? null,
  }
}

/** The entries that can be read. */
export function readableEntries({ entries }: Receipt): ConsentEntry[] {
  return entries.flatMap(({ read }) => read ?? [])
}
