import type { ConsentFact, ConsentSubject } from '../../../shared/models/consent-receipt.ts'
import type { Core } from '../runtime/deps.ts'
import { write } from '../store/database.ts'
import { readReceiptsEnd, saveReceiptsEnd } from '../store/ledger.ts'
import { hasReceipt, insertReceipt, newestReceipt } from '../store/receipts.ts'
import { canonicalJson, noHash, sha256 } from './chain.ts'

export type ReceiptDeps = Pick<Core, 'store' | 'now'>

/**
 * Appends an entry to the consent receipts, in the caller's transaction if there is one. If the database does not have the newest entry
 * that this data folder ever had, a `branch` entry that names it comes first.
 */
export function appendReceipt(deps: ReceiptDeps, subject: ConsentSubject | null, fact: ConsentFact): void {
  write(deps.store, () => {
    beginBranch(deps)
    append(deps, subject, fact)
  })
}

/** Begins a branch if the database was restored, or lost its newest receipts. */
export function beginBranchIfRestored(deps: ReceiptDeps): void {
  write(deps.store, () => beginBranch(deps))
}

function beginBranch(deps: ReceiptDeps): void {
  const end = readReceiptsEnd(deps.store)
  if (end === undefined || hasReceipt(deps.store, end.hash)) return
  append(deps, null, { kind: 'branch', oldNumber: end.number, oldHash: end.hash })
}

function append({ store, now }: ReceiptDeps, subject: ConsentSubject | null, fact: ConsentFact): void {
  const before = newestReceipt(store)
  const number = (before?.number ?? 0) + 1
  const time = new Date(now()).toISOString()
  const entry = canonicalJson({ format: 1, number, time, previous: before?.hash ?? noHash, subject, fact })
  const hash = sha256(entry)
  insertReceipt(store, { number, entry, hash })
  saveReceiptsEnd(store, { number, hash })
}
