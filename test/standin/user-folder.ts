import { lstatSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

let folder: string | null = null

/**
 * The folder of this user for profiles and sockets, below the system's temporary folder, which all users share. Where another user
 * has taken its name, this process gets a new folder instead.
 */
export function userFolder(): string {
  folder ??= ownFolder()
  return folder
}

function ownFolder(): string {
  const uid = process.getuid?.()
  const path = join(tmpdir(), `mooring-standin-${uid ?? 'user'}`)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  const isOurs =
    found.isDirectory() && (uid === undefined || (found.uid === uid && (found.mode & 0o022) === 0))
  return isOurs ? path : mkdtempSync(`${path}-`)
}
