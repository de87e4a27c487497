import type { DatasetFile } from '../store/dataset-file.ts'

export interface CopyContext {
  /** The folder in which each copy has a folder of its own. The one around it has to exist. */
  folder: string
  signal: AbortSignal
  /** Called with the number of rows written so far. */
  report(rows: number): void
}

/**
 * A copy of a dataset's file elsewhere. The file is what counts: a copy is never read back, and can be deleted and written anew.
 */
export interface Copy {
  /**
   * Brings the copy up to the file's newest run, whichever run it has seen last: what changed since is written, and what the file no longer
   * has is deleted, such as a connection's data. Whoever reads the copy meanwhile, or after Mooring was killed, sees each part of it as it
   * was before or as it is now. Calling it again changes nothing.
   *
   * @throws AppError `dataset_not_ours` for a folder that has files of somebody else; `disk_full`, `file_unwritable`; the signal's reason
   */
  write(file: DatasetFile, context: CopyContext): Promise<void>
  /** Deletes everything that `write` made, and nothing else: nothing in a folder that it has not marked. @throws AppError `file_unwritable` */
  delete(folder: string): Promise<void>
}
