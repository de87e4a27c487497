import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
} from 'node:fs'
import { join, relative, isAbsolute } from 'node:path'
import { localFile, localProtocol, preamble } from '../../../shared/local-protocol.ts'
import type { LocalFileContent } from '../../../shared/local.ts'
import { CommandError, exits, systemCode } from '../failure.ts'

/** Where the app listens, and the key that proves it. */
export interface Listener {
  address: string
  key: Buffer
  /** Of the app. */
  version: string
  pid: number
}

/** Who reads it. */
export interface Reader {
  platform: NodeJS.Platform
  home: string
  /** Undefined on Windows. */
  userId: number | undefined
  /** Of this command. */
  version: string
}

const mostBytes = 64 * 1024

/**
 * Reads where the app listens.
 *
 * @returns null while the app is not running
 * @throws CommandError `local_file_unsafe`, `scripts_off`, `version_other` or `local_file_unreadable`
 */
export function readLocalFile(dataFolder: string, reader: Reader): Listener | null {
  const folder = join(dataFolder, localFile.folder)
  const text = readOwn(folder, join(folder, localFile.name), reader)
  if (text === null) return null
  const content = contentOf(text)
  if (content.protocol !== localProtocol) throw versionOther(content, reader)
  if ('isOff' in content)
    throw new CommandError(
      'scripts_off',
      exits.consent,
      'Scripts are switched off in Mooring. Its user can switch them on in its window, under Scripts & tools.',
    )
  const key = Buffer.from(content.key, 'base64url')
  if (key.length !== preamble.keyBytes) throw unreadable('its key is no key')
  return { address: content.address, key, version: content.version, pid: content.pid }
}

/** Only what this user wrote, and nobody else could: else another program could send us to a listener of its own. */
function readOwn(folder: string, file: string, reader: Reader): string | null {
  try {
    checkOwn(lstatSync(folder), folder, 'folder', reader)
    checkOwn(lstatSync(file), file, 'file', reader)
    if (reader.platform === 'win32') checkBelowHome(file, reader.home)
    // A link that took the file's place since is not followed.
    const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
    try {
      const stats = fstatSync(descriptor)
      checkOwn(stats, file, 'file', reader)
      if (stats.size > mostBytes) throw unreadable('it is too large')
      return readFileSync(descriptor, 'utf8')
    } finally {
      closeSync(descriptor)
    }
  } catch (thrown) {
    if (thrown instanceof CommandError) throw thrown
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === 'ELOOP') throw unsafe(file, 'is a link')
    throw unreadable(code)
  }
}

function checkOwn(stats: Stats, path: string, kind: 'folder' | 'file', { platform, userId }: Reader): void {
  if (stats.isSymbolicLink()) throw unsafe(path, 'is a link')
  if (kind === 'folder' ? !stats.isDirectory() : !stats.isFile()) throw unsafe(path, `is no ${kind}`)
  if (platform === 'win32') return
  if (stats.uid !== userId) throw unsafe(path, 'belongs to another user')
  if ((stats.mode & 0o077) !== 0) throw unsafe(path, 'is open to other users')
}

/** Windows keeps other users out of the profile. Node can't say who may read a file elsewhere. */
function checkBelowHome(file: string, home: string): void {
  const below = relative(realpathSync.native(home).toLowerCase(), realpathSync.native(file).toLowerCase())
  if (below.startsWith('..') || isAbsolute(below))
    throw unsafe(file, 'is not below your profile, where Windows keeps other users out')
}

function contentOf(text: string): LocalFileContent {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw unreadable('it is no JSON')
  }
  if (!isContent(parsed)) throw unreadable('it is not what Mooring writes')
  return parsed
}

function isContent(value: unknown): value is LocalFileContent {
  if (typeof value !== 'object' || value === null) return false
  const { protocol, version, pid, address, key, isOff } = value as Record<string, unknown>
  if (typeof protocol !== 'number' || typeof version !== 'string') return false
  // Another version of the protocol may have other members.
  if (protocol !== localProtocol) return true
  if (typeof pid !== 'number') return false
  return isOff === true || (typeof address === 'string' && typeof key === 'string')
}

function versionOther(app: { protocol: number; version: string }, { version }: Reader): CommandError {
  const older = app.protocol > localProtocol ? 'this command' : 'the app'
  return new CommandError(
    'version_other',
    exits.failed,
    `This command is of Mooring ${version} and the app of ${app.version}, and they don’t understand each other. Update ${older}: both come with the same Mooring.`,
  )
}

function unsafe(path: string, why: string): CommandError {
  return new CommandError(
    'local_file_unsafe',
    exits.failed,
    `${path} ${why}, so it may not be Mooring’s own. Nothing was sent.`,
  )
}

function unreadable(why: string): CommandError {
  return new CommandError(
    'local_file_unreadable',
    exits.failed,
    `What Mooring wrote about where it listens can’t be read: ${why}. Quit Mooring and start it again.`,
  )
}
