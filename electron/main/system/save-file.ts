import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { app, dialog, shell, type BrowserWindow } from 'electron'
import { AppError } from '../core/errors.ts'

/** Full path; null before the first. */
let savedLast: string | null = null

/** Shows the last saved file in the system's file manager. @throws AppError `file_gone` if it no longer exists */
export function showSaved(): void {
  if (savedLast === null || !existsSync(savedLast)) throw new AppError('file_gone')
  shell.showItemInFolder(savedLast)
}

/**
 * Shows a save dialog, and writes a file that only the user can read.
 *
 * @param folder that the dialog begins in; null, or one that is gone, for the user's documents
 * @returns false when the user cancelled
 * @throws AppError `file_unwritable`
 */
export async function saveFile(
  window: BrowserWindow,
  file: { name: string; text: string } | { name: string; bytes: Uint8Array },
  folder: string | null,
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(folder !== null && existsSync(folder) ? folder : app.getPath('documents'), file.name),
  })
  if (canceled || filePath === '') return false
  try {
    await writeFile(filePath, 'text' in file ? file.text : file.bytes, { mode: 0o600 })
    savedLast = filePath
    return true
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unwritable', { cause })
  }
}
