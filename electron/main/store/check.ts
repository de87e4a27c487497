import { statSync } from 'node:fs'
import type { DatabaseReport } from '../../../shared/models/app.ts'
import { toFailure } from '../core/errors.ts'
import { lastGoodBackup } from './backups.ts'
import type { Store } from './database.ts'
import { storeError } from './failures.ts'
import { checkWhole } from './inspect.ts'

/** Checks every page of the database. Changes nothing. */
export function checkDatabase({ store }: { store: Store }): DatabaseReport {
  const startedMs = performance.now()
  const faults = countFaults(store)
  const durationMs = Math.round(performance.now() - startedMs)
  const backup = lastGoodBackup(store.name)
  return {
    isSound: faults === 0,
    faults,
    bytes: sizeOf(store.name) + sizeOf(`${store.name}-wal`),
    durationMs,
    lastBackup: backup && { atMs: backup.atMs, connections: backup.connections },
  }
}

/** Bytes of a file; 0 without one. The write-ahead log may hold most of the data. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** A database that is too damaged to be checked has one fault. */
function countFaults(store: Store): number {
  try {
    return checkWhole(store).length
  } catch (thrown) {
    if (toFailure(storeError(thrown)).code !== 'database_damaged') throw thrown
    return 1
  }
}
