import { randomBytes } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../core/errors.ts'
import { requireOwnFolder } from './own-folder.ts'

/** Where the app listens. */
export interface LocalAddress {
  /** The path of a socket, or the name of a pipe. */
  path: string
  /** Checks what was made there. Call when it listens. @throws AppError `file_unwritable` */
  check(): void
  /** Deletes what was made for it. */
  remove(): void
}

export interface AddressOptions {
  platform: NodeJS.Platform
  /** The user's folder for sockets (XDG_RUNTIME_DIR); null where the system has none. */
  runtimeFolder: string | null
  /** The system's temporary folder. */
  temporaryFolder: string
}

/** The longest path of a socket that a system takes (sun_path), without the 0 at its end. */
const longestPath = { darwin: 103, others: 107 } as const

/**
 * A new random address at each start, so that two data folders never share one. Not below the data folder, whose path may be longer than a
 * socket's may be.
 *
 * @throws AppError `file_unwritable` where no folder is safe
 */
export function newAddress(options: AddressOptions): LocalAddress {
  const name = randomBytes(16).toString('hex')
  if (options.platform === 'win32') {
    return { path: `\\\\.\\pipe\\mooring-${name}`, check: () => undefined, remove: () => undefined }
  }
  const longest = options.platform === 'darwin' ? longestPath.darwin : longestPath.others
  let problem: unknown = null
  for (const make of [inRuntimeFolder, inTemporaryFolder]) {
    try {
      const address = make(options, name)
      if (Buffer.byteLength(address.path) <= longest) return address
      address.remove()
      problem ??= new AppError('file_unwritable', { cause: 'path too long' })
    } catch (thrown) {
      problem ??= thrown
    }
  }
  throw problem
}

function inRuntimeFolder({ runtimeFolder }: AddressOptions, name: string): LocalAddress {
  if (runtimeFolder === null) throw new AppError('file_unwritable', { cause: 'no runtime folder' })
  const folder = join(runtimeFolder, 'mooring')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Other Mooring apps of this user may have their sockets in it.
  return socketIn(folder, name, () => undefined)
}

function inTemporaryFolder({ temporaryFolder }: AddressOptions, name: string): LocalAddress {
  const folder = mkdtempSync(join(temporaryFolder, 'mooring-'))
  const remove = (): void => {
    try {
      rmdirSync(folder)
    } catch {
      // Somebody put a file into it: that is theirs.
    }
  }
  try {
    return socketIn(folder, name.slice(0, 8), remove)
  } catch (thrown) {
    remove()
    throw thrown
  }
}

function socketIn(folder: string, name: string, removeFolder: () => void): LocalAddress {
  const { uid } = userInfo()
  const before = requireOwnFolder(folder, uid)
  const path = join(before.path, `${name}.sock`)
  return {
    path,
    check: () => {
      if (requireOwnFolder(folder, uid).identity !== before.identity) {
        throw new AppError('file_unwritable', { cause: 'another folder' })
      }
      const socket = lstatSync(path)
      if (!socket.isSocket() || socket.uid !== uid) throw new AppError('file_unwritable', { cause: 'socket' })
      chmodSync(path, 0o600)
    },
    remove: () => {
      rmSync(path, { force: true })
      removeFolder()
    },
  }
}
