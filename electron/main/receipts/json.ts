import { toConsentGrants } from './fdx.ts'
import { timeText } from './record.ts'
import { readableEntries, type Receipt } from './receipt.ts'

/**
 * The receipt for programs: the consents with FDX's names, then the entries of the chain, each with the text that its hash is of. Not
 * parsed, so that a damaged entry is exported too.
 */
export function receiptJson(receipt: Receipt): string {
  const { exportedAtMs, entries, newest } = receipt
  const file = {
    format: 'mooring-consent-receipt',
    version: 1,
    exportedTime: timeText(exportedAtMs),
    consents: toConsentGrants(readableEntries(receipt), exportedAtMs),
    entries: entries.map(({ number, hash, entry, read }) => ({ number, hash, hashed: entry, entry: read })),
    chain: {
      algorithm: 'SHA-256',
      newestNumber: newest?.number ?? null,
      newestHash: newest?.hash ?? null,
    },
  }
  return `${JSON.stringify(file, null, 2)}\n`
}
