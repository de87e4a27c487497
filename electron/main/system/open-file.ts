import { readFile, stat } from 'node:fs/promises'
import { dialog, type BrowserWindow, type FileFilter } from 'electron'
import { AppError } from '../core/errors.ts'

/**
 * Lets the user choose a JSON file, and reads it as text.
 *
 * @param mostBytes a larger file is not read
 * @returns null when the user cancelled
 * @throws AppError `file_unreadable`
 */
export async function openFile(
  window: BrowserWindow,
  mostBytes: number,
): Promise<{ text: string } | 'too large' | null> {
  const read = await openBytes(window, mostBytes, { name: 'JSON', extensions: ['json'] })
  return Buffer.isBuffer(read) ? { text: read.toString('utf8') } : read
}

/** As `openFile`, a file with a certificate and its key. */
export function openCertificate(
  window: BrowserWindow,
  mostBytes: number,
): Promise<Buffer | 'too large' | null> {
  const extensions = ['p12', 'pfx', 'pem', 'crt', 'cer', 'key']
  return openBytes(window, mostBytes, { name: 'PKCS #12, PEM', extensions })
}

async function openBytes(
  window: BrowserWindow,
  mostBytes: number,
  kind: FileFilter,
): Promise<Buffer | 'too large' | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: [kind],
  })
  const [file] = filePaths
  if (canceled || file === undefined) return null
  try {
    if ((await stat(file)).size > mostBytes) return 'too large'
    return await readFile(file)
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unreadable', { cause })
  }
}
