import { createHash } from 'node:crypto'
import {
  consentEntry,
  type ConsentEntry,
  type ReceiptsReport,
} from '../../../shared/models/consent-receipt.ts'
import type { Store } from '../store/database.ts'
import { readReceiptsEnd } from '../store/ledger.ts'
import { eachReceipt, hasReceipt, type ReceiptRow } from '../store/receipts.ts'

/** The `previous` of the first entry. */
export const noHash = '0'.repeat(64)

/**
 * JSON with sorted keys and no spaces, as RFC 8785 has it for what entries hold: text, whole numbers, lists and objects.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`
}

/** SHA-256 of the text in UTF-8, hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** Null for an entry that can't be read. */
export function readEntry({ entry }: Pick<ReceiptRow, 'entry'>): ConsentEntry | null {
  try {
    return consentEntry.parse(JSON.parse(entry))
  } catch {
    return null
  }
}

/**
 * Checks the chain: each entry has its own hash and names the one before. Finds what was changed or taken out, and a missing end that the
 * ledger still knows; not a chain that was written anew together with the ledger.
 */
export function checkReceipts(store: Store): ReceiptsReport {
  let before: { number: number; hash: string; atMs: number | null } = { number: 0, hash: noHash, atMs: null }
  for (const row of eachReceipt(store)) {
    const entry = readEntry(row)
    const atMs = entry ? Date.parse(entry.time) : before.atMs
    const isNext = row.number === before.number + 1
    if (!isNext) {
      return reportOf(before, { what: 'missing', number: before.number + 1, atMs: before.atMs })
    }
    const isSound =
      sha256(row.entry) === row.hash && entry?.number === row.number && entry.previous === before.hash
    if (!isSound) return reportOf(before, { what: 'changed', number: row.number, atMs })
    before = { number: row.number, hash: row.hash, atMs }
  }
  const end = readReceiptsEnd(store)
  const isCutOff = end !== undefined && !hasReceipt(store, end.hash)
  return reportOf(before, isCutOff ? { what: 'cut-off', number: end.number, atMs: before.atMs } : null)
}

function reportOf(
  { number, hash }: { number: number; hash: string },
  damage: ReceiptsReport['damage'],
): ReceiptsReport {
  return { count: number, newest: number === 0 ? null : hash, damage }
}
