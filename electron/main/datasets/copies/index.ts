import type { CopyFormat } from '../../../../shared/models/dataset.ts'
import { csvFormat } from '../../tables/csv.ts'
import { jsonLines } from '../../tables/json.ts'
import { parquetFormat } from '../../tables/parquet.ts'
import type { DatasetFile } from '../store/dataset-file.ts'
import type { Copy, CopyContext } from './copy.ts'
import { folderCopy } from './folder-copy.ts'

/** Programs read these folders, not Excel: CSV has no byte order mark, so that months can be joined by appending them. */
const copies: Record<CopyFormat, Copy> = {
  parquet: folderCopy('parquet', parquetFormat),
  csv: folderCopy('csv', csvFormat({ hasMark: false })),
  jsonl: folderCopy('jsonl', jsonLines),
}

/**
 * Brings copies of a dataset's file up to its newest run, each as far as it can be.
 *
 * @throws AppError as `Copy.write`, of the first that failed; the signal's reason
 */
export async function writeCopies(
  file: DatasetFile,
  formats: readonly CopyFormat[],
  context: CopyContext,
): Promise<void> {
  let problem: unknown = null
  let written = 0
  for (const format of formats) {
    const before = written
    try {
      await copies[format].write(file, {
        ...context,
        report: (rows) => context.report((written = before + rows)),
      })
    } catch (thrown) {
      context.signal.throwIfAborted()
      problem ??= thrown
    }
  }
  if (problem !== null) throw problem
}

/** Deletes copies, and nothing else in their folder. @throws AppError `file_unwritable` */
export async function deleteCopies(folder: string, formats: readonly CopyFormat[]): Promise<void> {
  for (const format of formats) await copies[format].delete(folder)
}
