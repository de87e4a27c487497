import type { DocumentKind, DocumentList } from '../../../../shared/models/document.ts'
import { AppError } from '../../core/errors.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'
import { readData } from './read-data.ts'
import { requireAccount } from './transactions.ts'

export interface DocumentsOfAccount {
  connectionId: string
  accountKey: string
  kind: DocumentKind
}

/**
 * Lists the documents of an account and a year. A document without a year is listed in each.
 *
 * @throws AppError `not_found`, `not_subscribed` where the institution offers none, `data_unavailable`, and as `readData`
 */
export async function listDocuments(
  deps: RefreshDeps,
  { connectionId, accountKey, kind, year }: DocumentsOfAccount & { year: number },
): Promise<DocumentList> {
  const { id: accountId } = requireAccount(deps, connectionId, accountKey)
  const read = await readData(deps, connectionId, ({ documents }, context) => {
    if (!documents) throw new AppError('not_subscribed')
    return documents[kind].list(context, { accountId, year })
  })
  return {
    documents: read.documents.filter((one) => one.year === null || one.year === year),
    unreadable: read.unreadable,
    isPartial: !read.isComplete,
  }
}

/** A document of 20 MB takes a minute at 3 Mbit/s. */
const downloadLimitMs = 60_000

/**
 * Downloads a document: the bytes of a PDF file of at most 20 MB.
 *
 * @throws AppError as listDocuments, `document_refused` for anything else
 */
export async function downloadDocument(
  deps: RefreshDeps,
  { connectionId, accountKey, kind, documentId }: DocumentsOfAccount & { documentId: string },
  signal: AbortSignal,
): Promise<Buffer> {
  const { id: accountId } = requireAccount(deps, connectionId, accountKey)
  return readData(
    deps,
    connectionId,
    ({ documents }, context) => {
      if (!documents) throw new AppError('not_subscribed')
      return documents[kind].download(context, { accountId, documentId })
    },
    { signal, limitMs: downloadLimitMs },
  )
}
