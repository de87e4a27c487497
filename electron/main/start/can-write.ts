import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/** Whether a folder is writable, or can be created. Writes into it: Windows answers `access` without looking at who may write. */
export function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    rmdirSync(mkdtempSync(join(folder, '.can-write-')))
    return true
  } catch {
    // The system knows the reason; the user sees only that the folder is not writable.
    return false
  }
}
