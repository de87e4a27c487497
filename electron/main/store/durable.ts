import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes a file's content survive a power cut. */
export function syncFile(file: string): void {
  sync(file, 'r+')
}

/** Makes a folder's list of files survive a power cut. On Windows a folder can't be opened, and the system does this itself. */
export function syncFolder(folder: string): void {
  if (process.platform !== 'win32') sync(folder, 'r')
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const handle = openSync(path, flags)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
