import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { userFolder } from './user-folder.ts'

const prefix = 'profile-'

/** Makes the folder of a Chromium profile, and deletes those that killed processes of this user left. */
export function makeProfileFolder(): string {
  for (const name of readdirSync(userFolder())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) deleteLeftover(join(userFolder(), name))
  }
  return mkdtempSync(join(userFolder(), `${prefix}${process.pid}-`))
}

function deleteLeftover(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // It does no harm, and is no reason not to start.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // Someone else's process is alive too.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}
