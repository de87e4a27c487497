import { statSync } from 'node:fs'
import type { DatabaseReport } from '../../../shared/models/app.ts'
import { lastGoodBackup } from './backups.ts'
import type { Store } from './database.ts'
import { checkWhole } from './inspect.ts'

/** Checks every page of the database. Changes nothing. */
export function checkDatabase({ store }: { store: Store }): DatabaseReport {
  const startedMs = performance.now()
  const faults = checkWhole(store).length
  const durationMs = Math.round(performance.now() - startedMs)
  const backup = lastGoodBackup(store.name)
  return {
    isSound: faults === 0,
    faults,
    bytes: statSync(store.name).size,
    durationMs,
    lastBackup: backup && { atMs: backup.atMs, connections: backup.connections },
  }
}
