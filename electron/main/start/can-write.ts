import { accessSync, constants, mkdirSync } from 'node:fs'

/** Whether a folder is writable, or can be created. */
export function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    // The system knows the reason; the user sees only that the folder is not writable.
    return false
  }
}
