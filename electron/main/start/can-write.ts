import { accessSync, constants, mkdirSync } from 'node:fs'

/** Whether there is a folder to write to, or one can be made. */
export function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    // Why it can't be is the system's to know; the person is told that it can't.
    return false
  }
}
