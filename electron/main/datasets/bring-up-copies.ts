import type { CopyFormat } from '../../../shared/models/dataset.ts'
import { copiesFolder } from './place.ts'
import type { DatasetFile } from './store/dataset-file.ts'

/** Loaded with the first copy, to keep its libraries out of startup. */
const copies = () => import('./copies/index.ts')

interface Copied {
  path: string
  draft: { copies: readonly CopyFormat[] }
}

/** Brings the copies of a dataset up to its file. @throws AppError as writeCopies; the signal's reason */
export async function bringUpCopies(
  file: DatasetFile,
  { path, draft }: Copied,
  { signal, report = () => {} }: { signal: AbortSignal; report?: (rows: number) => void },
): Promise<void> {
  if (draft.copies.length === 0) return
  await (await copies()).writeCopies(file, draft.copies, { folder: copiesFolder(path), signal, report })
}

/** Deletes copies of a dataset, and nothing else in their folder. @throws AppError `file_unwritable` */
export async function deleteCopiesOf(path: string, formats: readonly CopyFormat[]): Promise<void> {
  if (formats.length > 0) await (await copies()).deleteCopies(copiesFolder(path), formats)
}
