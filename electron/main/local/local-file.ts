import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { localFileContent, type LocalFileContent } from '../../../shared/local.ts'
import { localFile } from '../../../shared/local-protocol.ts'
import { requireOwnFolder } from './own-folder.ts'

/** The file that says where the app listens, and the key. In a folder of its own that only this user can read. */
export interface LocalFile {
  /** Replaces it as a whole. @throws AppError `file_unwritable`, and the file system's errors */
  write(content: LocalFileContent): void
  remove(): void
}

/**
 * Opens the file. What an app left that was killed is deleted: the caller has the lock of the data folder, so that no other app uses it.
 */
export function openLocalFile(dataFolder: string, platform: NodeJS.Platform): LocalFile {
  const folder = join(dataFolder, localFile.folder)
  const path = join(folder, localFile.name)
  removeLeftSocket(path)
  return {
    write(content) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (platform !== 'win32') {
        chmodSync(folder, 0o700)
        requireOwnFolder(folder, userInfo().uid)
      }
      const unfinished = `${path}.unfinished`
      rmSync(unfinished, { force: true })
      writeFileSync(unfinished, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx' })
      renameSync(unfinished, path)
    },
    remove: () => rmSync(path, { force: true }),
  }
}

/** Deletes the socket that the file names, and an empty folder of its own. */
function removeLeftSocket(path: string): void {
  try {
    const left = localFileContent.parse(JSON.parse(readFileSync(path, 'utf8')))
    rmSync(path, { force: true })
    if (!('address' in left)) return
    if (!lstatSync(left.address).isSocket() || lstatSync(left.address).uid !== userInfo().uid) return
    rmSync(left.address)
    if (/[/\\]mooring-[^/\\]+$/.test(dirname(left.address)))
      rmSync(dirname(left.address), { recursive: false })
  } catch {
    // There is none, or it can't be read: a socket without an app behind it does no harm.
  }
}
