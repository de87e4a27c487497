import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { dialog, type BrowserWindow, type FileFilter } from 'electron'
import { AppError } from '../core/errors.ts'
import type { OpenExtension } from './open-extension.ts'

const filters: Record<OpenExtension, FileFilter[]> = {
  json: [{ name: 'JSON', extensions: ['json'] }],
  pem: [
    { name: 'PEM', extensions: ['pem', 'crt', 'cer', 'key'] },
    { name: '*', extensions: ['*'] },
  ],
}

/**
 * Lets the user choose a file of a kind, and reads it as text.
 *
 * @param mostBytes a larger file is not read
 * @returns null when the user cancelled
 * @throws AppError `file_unreadable` with the system's code
 */
export async function openFile(
  window: BrowserWindow,
  mostBytes: number,
  extension: OpenExtension,
): Promise<{ name: string; text: string } | 'too large' | null> {
  const read = await openBytes(window, mostBytes, filters[extension])
  return read === null || read === 'too large'
    ? read
    : { name: read.name, text: read.content.toString('utf8') }
}

/** As `openFile`, a file with a certificate and its key. */
export async function openCertificate(
  window: BrowserWindow,
  mostBytes: number,
): Promise<Buffer | 'too large' | null> {
  const extensions = ['p12', 'pfx', 'pem', 'crt', 'cer', 'key']
  const read = await openBytes(window, mostBytes, [{ name: 'PKCS #12, PEM', extensions }])
  return read === null || read === 'too large' ? read : read.content
}

async function openBytes(
  window: BrowserWindow,
  mostBytes: number,
  kinds: FileFilter[],
): Promise<{ name: string; content: Buffer } | 'too large' | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: kinds,
  })
  const [file] = filePaths
  if (canceled || file === undefined) return null
  try {
    if ((await stat(file)).size > mostBytes) return 'too large'
    return { name: basename(file), content: await readFile(file) }
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unreadable', { cause })
  }
}
