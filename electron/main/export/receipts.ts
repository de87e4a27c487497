import { localDay } from '../../../shared/calendar.ts'
import { slug } from '../../../shared/plain-text.ts'
import { receiptHtml } from '../receipts/html.ts'
import { receiptJson } from '../receipts/json.ts'
import { readableEntries, readReceipt, type Receipt } from '../receipts/receipt.ts'
import type { Deps } from '../runtime/deps.ts'

/**
 * Writes the consent receipts of a connection, also of a removed one, or of all into a file that the user chooses.
 *
 * @returns false when the user chose none
 * @throws AppError `file_unwritable`
 */
export function exportReceipts(
  deps: Pick<Deps, 'store' | 'saveFile' | 'now'>,
  { connectionId, format }: { connectionId?: string | undefined; format: 'html' | 'json' },
): Promise<boolean> {
  const isWhole = connectionId === undefined
  const receipt = readReceipt(deps.store, connectionId, deps.now())
  const text = format === 'html' ? receiptHtml(receipt, { isWhole }) : receiptJson(receipt)
  const name = [
    'mooring',
    isWhole ? 'all-consent-receipts' : 'consent-receipt',
    ...(isWhole ? [] : namesOf(receipt)),
  ]
  return deps.saveFile(`${name.join('-')}-${localDay(deps.now())}.${format}`, async (write) => {
    await write(text)
    return null
  })
}

function namesOf(receipt: Receipt): string[] {
  const subject = readableEntries(receipt).findLast((entry) => entry.subject !== null)?.subject
  return [subject?.institution, subject?.login]
    .map((name) => slug(name ?? '').slice(0, 60))
    .filter((name) => name !== '')
}
