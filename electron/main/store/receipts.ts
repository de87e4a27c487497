import type { Store } from './database.ts'

/** A consent receipt as it is stored. */
export interface ReceiptRow {
  number: number
  /** The canonical JSON that is hashed. */
  entry: string
  /** SHA-256 of `entry`, hexadecimal. */
  hash: string
}

export function insertReceipt(store: Store, row: ReceiptRow): void {
  store.prepare('INSERT INTO consent_receipts (number, entry, hash) VALUES (@number, @entry, @hash)').run(row)
}

export function newestReceipt(store: Store): ReceiptRow | undefined {
  return store
    .prepare<[], ReceiptRow>('SELECT number, entry, hash FROM consent_receipts ORDER BY number DESC LIMIT 1')
    .get()
}

export function hasReceipt(store: Store, hash: string): boolean {
  return store.prepare<[string]>('SELECT 1 FROM consent_receipts WHERE hash = ?').get(hash) !== undefined
}

/** Whether a link has an entry beside its disclosure: how it ended is known. */
export function isLinkRecorded(store: Store, linkId: string): boolean {
  const found = store
    .prepare<[string], { count: number }>('SELECT count(*) AS count FROM consent_receipts WHERE link_id = ?')
    .get(linkId)
  return (found?.count ?? 0) > 1
}

/** All receipts, the oldest first, one at a time. */
export function eachReceipt(store: Store): IterableIterator<ReceiptRow> {
  return store
    .prepare<[], ReceiptRow>('SELECT number, entry, hash FROM consent_receipts ORDER BY number')
    .iterate()
}

/** Finds the entries of a connection, and the disclosures of the links that made and renewed it. */
const receiptsOfConnectionSql = `SELECT number, entry, hash FROM consent_receipts
  WHERE number IN (
    SELECT number FROM consent_receipts WHERE connection_id = @connectionId
    UNION
    SELECT disclosed.number FROM consent_receipts AS made JOIN consent_receipts AS disclosed ON disclosed.link_id = made.link_id
      WHERE made.connection_id = @connectionId
  ) ORDER BY number`

export function listReceipts(store: Store, connectionId: string): ReceiptRow[] {
  return store.prepare<object, ReceiptRow>(receiptsOfConnectionSql).all({ connectionId })
}
