import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { clientKeyBytes } from '../../../shared/local-protocol.ts'
import { CommandError, exits, systemCode } from '../failure.ts'
import type { System } from './data-folder.ts'

export interface ClientKey {
  /** base64url. */
  key: string
  /** Null for the key of MOORING_CLIENT_KEY. */
  file: string | null
}

/**
 * The key that this program is for the app: that of MOORING_CLIENT_KEY, else that of the working folder.
 *
 * @returns null where there is none yet
 * @throws CommandError `client_key_invalid` or `client_key_unsafe`
 */
export function readClientKey(system: System, userId: number | undefined): ClientKey | null {
  const set = system.env['MOORING_CLIENT_KEY']?.trim()
  if (set) {
    if (!isKey(set)) throw invalid('MOORING_CLIENT_KEY')
    return { key: set, file: null }
  }
  const { folder, file } = placeOf(system)
  try {
    checkOwn(lstatSync(folder), folder, userId)
    checkOwn(lstatSync(file), file, userId)
    const key = readFileSync(file, 'utf8').trim()
    if (!isKey(key)) throw invalid(file)
    return { key, file }
  } catch (thrown) {
    if (thrown instanceof CommandError) throw thrown
    if (systemCode(thrown) === 'ENOENT') return null
    throw notKept(thrown)
  }
}

/** As `readClientKey`, and makes a key where there is none. @throws CommandError `client_key_not_kept` too */
export function readOrMakeClientKey(system: System, userId: number | undefined): ClientKey {
  const found = readClientKey(system, userId)
  if (found) return found
  makeKey(placeOf(system))
  const made = readClientKey(system, userId)
  if (!made) throw notKept(undefined)
  return made
}

function placeOf({ workingFolder }: System): { folder: string; file: string } {
  const folder = join(workingFolder, '.mooring')
  return { folder, file: join(folder, 'key') }
}

/** Of two programs that make one at the same time, the second keeps the first one’s. */
function makeKey({ folder, file }: { folder: string; file: string }): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, '.gitignore'), '*\n', { mode: 0o600 })
    writeFileSync(temporary, `${randomBytes(clientKeyBytes).toString('base64url')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    linkSync(temporary, file)
  } catch (thrown) {
    if (systemCode(thrown) !== 'EEXIST') throw notKept(thrown)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function isKey(text: string): boolean {
  return /^[\w-]{43}$/.test(text) && Buffer.from(text, 'base64url').length === clientKeyBytes
}

function checkOwn(stats: Stats, path: string, userId: number | undefined): void {
  const isOpen = userId !== undefined && (stats.uid !== userId || (stats.mode & 0o077) !== 0)
  if (!stats.isSymbolicLink() && !isOpen) return
  throw new CommandError(
    'client_key_unsafe',
    exits.failed,
    `${path} is a link, belongs to another user, or is open to others. Remove it: the next use makes a new key, and the user is asked again.`,
  )
}

function invalid(where: string): CommandError {
  return new CommandError('client_key_invalid', exits.failed, `${where} holds no key: 32 bytes as base64url.`)
}

function notKept(thrown: unknown): CommandError {
  return new CommandError(
    'client_key_not_kept',
    exits.failed,
    `The key of this program can’t be kept in .mooring/key of the working folder (${systemCode(thrown)}). Start it in a folder of its own, or set MOORING_CLIENT_KEY.`,
  )
}
