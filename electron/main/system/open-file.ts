import { readFile, stat } from 'node:fs/promises'
import { dialog, type BrowserWindow } from 'electron'
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
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    filters: [{ name: 'JSON', extensions: ['json'] }],
  })
  const [file] = filePaths
  if (canceled || file === undefined) return null
  try {
    if ((await stat(file)).size > mostBytes) return 'too large'
    return { text: await readFile(file, 'utf8') }
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unreadable', { cause })
  }
}
