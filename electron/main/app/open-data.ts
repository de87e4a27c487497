import type { Handlers } from '../../../shared/contract.ts'
import { errorTraits } from '../../../shared/error-traits.ts'
import type { AppStatus } from '../../../shared/models/app.ts'
import { AppError, toFailure } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { makeStoppedHandlers } from '../ipc/stopped-handlers.ts'
import { lastGoodBackup } from '../store/backups.ts'
import { closeStore, openInstead, openStore, type Store } from '../store/database.ts'
import { openFolderLock, type FolderLock } from '../store/folder-lock.ts'
import { openReadOnly } from '../store/read-only.ts'
import { keepReserve } from '../store/reserve.ts'

export interface DataToOpen {
  file: string
  /** The keychain's service name. */
  service: string
  /** Taken before the data are opened. */
  lock: FolderLock
  status: AppStatus
  log: Log
  /** Runs the app on the data. */
  run: (store: Store) => Handlers
  /** What can be shown of data that can't be written. */
  read: (store: Store) => Partial<Handlers>
  /** Replaces the window's handlers once the data are open, or fail for another reason. */
  replace: (handlers: Handlers) => void
}

/**
 * Takes the lock on the data folder. A folder that can't be written is reported later, in the window.
 *
 * @throws AppError `data_in_use`
 */
export function lockFolder(folder: string): FolderLock {
  const lock = openFolderLock(folder)
  try {
    lock.take()
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'data_in_use') throw thrown
  }
  return lock
}

/**
 * Opens the data.
 *
 * @returns the app's handlers; or, where the data can't be opened, those of a window that says why, and shows what can be read
 */
export function openData(data: DataToOpen): Handlers {
  const opened = tryToOpen(data, 'file')
  return opened instanceof AppError ? stoppedHandlers(data, opened) : data.run(opened)
}

function stoppedHandlers(data: DataToOpen, error: AppError): Handlers {
  const { log } = data
  const copy = errorTraits[error.code].leavesDataReadable ? tryToRead(data) : null
  return makeStoppedHandlers(error, {
    status: statusOf(data, error, copy),
    reading: copy === null ? {} : data.read(copy),
    open: (from) => {
      // Data of a newer Mooring, or on a full disk, are intact.
      if (from !== 'file' && !isReplaceable(error)) throw error
      const opened = tryToOpen(data, from)
      if (opened instanceof AppError) {
        // The reason may have changed, and with it the choices.
        if (from === 'file') data.replace(stoppedHandlers(data, opened))
        throw opened
      }
      data.replace(data.run(opened))
      log.info('data.opened', { from })
      return data.status
    },
  })
}

function statusOf({ file, status }: DataToOpen, error: AppError, copy: Store | null): AppStatus {
  const problem = toFailure(error)
  return copy === null
    ? { ...status, problem, backup: isReplaceable(error) ? lastGoodBackup(file) : null }
    : { ...status, readOnly: problem }
}

/** Null where the data can't be read either: the window then shows why they can't be opened. */
function tryToRead({ file, log }: DataToOpen): Store | null {
  try {
    return openReadOnly(file)
  } catch (thrown) {
    log.warn('data.unreadable', { problem: toFailure(thrown).code })
    return null
  }
}

/** Replaces the database while the app is closed. Never throws: if it fails, the next start shows why and offers it again. */
export function replaceData(
  { file, service, log }: Pick<DataToOpen, 'file' | 'service' | 'log'>,
  from: 'backup' | 'nothing',
): void {
  try {
    closeStore(openInstead(file, from, service))
  } catch (thrown) {
    log.warn('data.not_replaced', { problem: toFailure(thrown).code })
  }
}

function isReplaceable({ code }: AppError): boolean {
  return errorTraits[code].isDatabaseReplaceable === true
}

function tryToOpen(
  { file, service, lock, log }: DataToOpen,
  from: 'file' | 'backup' | 'nothing',
): Store | AppError {
  try {
    lock.take()
    const store = from === 'file' ? openStore(file, service) : openInstead(file, from, service)
    keepReserve(file)
    return store
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    log.warn('start.stopped', { problem: thrown.code })
    return thrown
  }
}
