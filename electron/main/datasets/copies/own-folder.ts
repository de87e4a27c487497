import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'

/** Says that a folder is a copy, and what is in it. */
export const manifestName = 'mooring.json'

/** What every layout has: tells a copy from a folder of somebody else. */
const anyManifest = z.object({
  layout: z.int(),
  first_run_at: z.string(),
  files: z.record(z.string(), z.unknown()),
})

/** What may be in a folder that counts as empty: of a process that was killed at its first file, and of file managers. */
const passing = new Set([`${manifestName}.partial`, '.DS_Store', 'desktop.ini', 'Thumbs.db'])

/** Whether a folder is a copy that Mooring wrote, or has begun. @throws Error of the file system, if it can't be read */
export function isCopy(folder: string): boolean {
  let text: string
  try {
    text = readFileSync(join(folder, manifestName), 'utf8')
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return false
    throw thrown
  }
  try {
    return anyManifest.safeParse(JSON.parse(text)).success
  } catch {
    // Not JSON: somebody else's.
    return false
  }
}

/** @throws AppError `dataset_not_ours` for a folder that has files and is no copy; Error of the file system */
export function requireOwnFolder(folder: string): void {
  if (!existsSync(folder) || isCopy(folder)) return
  const isEmpty = readdirSync(folder).every((name) => passing.has(name))
  if (!isEmpty) throw new AppError('dataset_not_ours', { cause: 'ENOTEMPTY' })
}
