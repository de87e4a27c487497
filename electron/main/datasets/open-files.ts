import { datasetError } from './store/failures.ts'
import { openDatasetFile, type DatasetFile } from './store/dataset-file.ts'

/** The datasets' files that are open: a run writes one while the window reads its coverage. */
export interface OpenFiles {
  /** Opens a file that exists. Its `close` closes it once nobody else uses it. @throws AppError as openDatasetFile */
  open(path: string): DatasetFile
}

export function openDatasetFiles(): OpenFiles {
  const open = new Map<string, { file: DatasetFile; users: number }>()
  return {
    open(path) {
      const shared = open.get(path) ?? { file: openDatasetFile(path, { mustExist: true }), users: 0 }
      open.set(path, shared)
      shared.users += 1
      let isClosed = false
      return {
        db: shared.file.db,
        path: shared.file.path,
        close: () => {
          if (isClosed) return
          isClosed = true
          shared.users -= 1
          if (shared.users > 0) return
          open.delete(path)
          shared.file.close()
        },
      }
    },
  }
}

/** Opens a dataset's file for some work, and closes it. @throws AppError as openDatasetFile, and what `work` throws */
export async function withDatasetFile<T>(
  files: OpenFiles,
  path: string,
  work: (file: DatasetFile) => T | Promise<T>,
): Promise<T> {
  try {
    const file = files.open(path)
    try {
      return await work(file)
    } finally {
      file.close()
    }
  } catch (thrown) {
    throw datasetError(thrown)
  }
}
