import { rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../core/errors.ts'
import { write, type Store } from './database.ts'

/** Far more than one transaction takes in the write-ahead logs of database and ledger. */
const reserveBytes = 256 * 1024

/**
 * Writes what an institution has answered, as `write` does. On a full disk it frees the reserve of the data folder first: an answer that was
 * not recorded would be reported wrongly by the next start.
 *
 * @throws AppError as `write`
 */
export function writeAnswer<T>(store: Store, work: () => T): T {
  try {
    return write(store, work)
  } catch (thrown) {
    const isFull = thrown instanceof AppError && thrown.code === 'disk_full'
    if (!isFull || store.inTransaction || store.memory) throw thrown
    rmSync(fileOf(store.name), { force: true })
    try {
      return write(store, work)
    } finally {
      keepReserve(store.name)
    }
  }
}

/** Takes some space on the disk beside the database, if there is any. */
export function keepReserve(databaseFile: string): void {
  const file = fileOf(databaseFile)
  if (statSync(file, { throwIfNoEntry: false })?.size === reserveBytes) return
  try {
    // Not zeros: some disks store those in no space.
    writeFileSync(file, Buffer.alloc(reserveBytes, 'reserved for a full disk '), { mode: 0o600 })
  } catch {
    // The disk is full: a part would be of no use, and takes space.
    rmSync(file, { force: true })
  }
}

function fileOf(databaseFile: string): string {
  return join(dirname(databaseFile), 'reserve')
}
