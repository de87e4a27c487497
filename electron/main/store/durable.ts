import { closeSync, fsyncSync, openSync } from 'node:fs'

/** What was written to a file survives a power cut from here on. */
export function syncFile(file: string): void {
  sync(file, 'r+')
}

/** Which files a folder has survives a power cut from here on. Windows opens no folder, and keeps its entries safe by itself. */
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
