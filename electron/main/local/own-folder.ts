import { lstatSync, realpathSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../core/errors.ts'

/** Who may write to a file or folder: its owner alone, the group, all. */
const othersMayWrite = 0o022
const othersMayAnything = 0o077
const sticky = 0o1000

export interface OwnFolder {
  /** Without symbolic links. */
  path: string
  /** Identifies it: a folder that was put in its place has another. */
  identity: string
}

/**
 * Checks that a folder is this user's own, no link, closed to all others, and that nobody else can put another one in its place: no folder
 * above it can be written to by others, unless it is sticky, as the system's temporary folder is.
 *
 * @throws AppError `file_unwritable` with the reason in `cause`
 */
export function requireOwnFolder(folder: string, uid: number): OwnFolder {
  const stats = lstatSync(folder)
  if (!stats.isDirectory()) throw refused('not a folder')
  if (stats.uid !== uid) throw refused('owner')
  if ((stats.mode & othersMayAnything) !== 0) throw refused('mode')
  const path = realpathSync(folder)
  for (let above = dirname(path); ; above = dirname(above)) {
    requireSafe(lstatSync(above), uid)
    if (above === dirname(above)) return { path, identity: identityOf(stats) }
  }
}

function requireSafe(stats: Stats, uid: number): void {
  if (stats.uid !== 0 && stats.uid !== uid) throw refused('owner above')
  if ((stats.mode & othersMayWrite) !== 0 && (stats.mode & sticky) === 0) throw refused('mode above')
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`
}

function refused(cause: string): AppError {
  return new AppError('file_unwritable', { cause })
}
