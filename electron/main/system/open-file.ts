import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { dialog, type BrowserWindow } from 'electron'
import { AppError } from '../core/errors.ts'
import type { OpenExtension } from './open-extension.ts'

const filters: Record<OpenExtension, Electron.FileFilter[]> = {
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
 * @throws AppError `file_unreadable`
 */
export async function openFile(
  window: BrowserWindow,
  mostBytes: number,
  extension: OpenExtension,
): Promise<{ name: string; text: string } | 'too large' | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: filters[extension],
  })
  const [file] = filePaths
  if (canceled || file === undefined) return null
  try {
    if ((await stat(file)).size > mostBytes) return 'too large'
    return { name: basename(file), text: await readFile(file, 'utf8') }
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unreadable', { cause })
  }
}
