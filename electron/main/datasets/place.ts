import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import type { Dataset } from '../../../shared/models/dataset.ts'
import type { Store } from '../store/database.ts'

/** Files that the user chose for new datasets, by an id that the window gets instead of the path. */
export interface ChosenPlaces {
  add(path: string): string
  find(id: string): string | undefined
}

export function openChosenPlaces(): ChosenPlaces {
  const chosen = new Map<string, string>()
  return {
    add(path) {
      const id = randomUUID()
      chosen.set(id, path)
      return id
    },
    find: (id) => chosen.get(id),
  }
}

const extension = '.sqlite'

/** The file of a dataset that the user chose no place for: in the data folder, and the name of no other file. */
export function defaultPath(store: Store, name: string): string {
  const folder = datasetsFolder(store)
  const base = fileNameOf(name)
  for (let count = 1; ; count += 1) {
    const path = join(folder, `${count === 1 ? base : `${base} ${count}`}${extension}`)
    if (!existsSync(path) && !existsSync(copiesFolder(path))) return path
  }
}

/** The name that the save dialog offers. */
export function fileNameFor(name: string): string {
  return `${fileNameOf(name)}${extension}`
}

/** The same path for every way to write it: no symbolic links, and always the same extension. */
export function canonicalPath(path: string): string {
  const whole = extname(path) === extension ? path : `${path}${extension}`
  if (existsSync(whole)) return realpathSync.native(whole)
  const folder = dirname(whole)
  return existsSync(folder) ? join(realpathSync.native(folder), basename(whole)) : whole
}

/** The folder of a dataset's copies, beside its file. */
export function copiesFolder(path: string): string {
  return path.slice(0, -extension.length)
}

/** What the window shows of a dataset's place. */
export function viewPlace(store: Store, path: string): Dataset['place'] {
  return {
    shown: shownPath(path),
    isInDataFolder: isIn(path, datasetsFolder(store)),
    isSynced: isSynced(path),
  }
}

export function shownPath(path: string): string {
  const home = homedir()
  return isIn(path, home) ? join('~', relative(home, path)) : path
}

/** The folders of programs that copy files to other computers, by their names. */
const syncedFolders =
  /^(dropbox|onedrive|icloud drive|icloudrive|mobile documents|com~apple~clouddocs|google ?drive|cloudstorage|nextcloud|owncloud|syncthing)\b/i
/** What such programs leave in a folder that they copy. */
const syncedMarks =
  /^(\.stfolder|\.dropbox|\.dropbox\.cache|\.sync_\w+\.db|desktop\.ini\.onedrive|\.tmp\.drivedownload)$/i

/** Whether a file is in a folder that Dropbox, OneDrive, iCloud Drive, Google Drive, Syncthing or Nextcloud copies to other computers. */
export function isSynced(path: string): boolean {
  const folders = dirname(path).split(sep)
  if (folders.some((folder) => syncedFolders.test(folder))) return true
  return folders.some((_, index) => hasMark(folders.slice(0, index + 1).join(sep) || sep))
}

function hasMark(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => syncedMarks.test(name))
  } catch {
    // Gone, or not ours to read.
    return false
  }
}

function datasetsFolder(store: Store): string {
  return join(dirname(store.name), 'datasets')
}

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}${sep}`)
}

/** A name without what a file system refuses. */
function fileNameOf(name: string): string {
  const plain = name
    .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '')
    .slice(0, 80)
  return plain === '' ? 'Dataset' : plain
}
