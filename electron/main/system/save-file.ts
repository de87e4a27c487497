import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { app, dialog, shell, type BrowserWindow } from 'electron'
import { AppError } from '../core/errors.ts'
import { markDownloaded } from './mark-downloaded.ts'
import { writeChosenFile, type SaveFileOptions, type WriteContent } from './write-chosen-file.ts'

/** Full path; null before the first. */
let savedLast: string | null = null

/** Shows the last saved file in the system's file manager. @throws AppError `file_gone` if it no longer exists */
export function showSaved(): void {
  if (savedLast === null || !existsSync(savedLast)) throw new AppError('file_gone')
  shell.showItemInFolder(savedLast)
}

/**
 * Shows a save dialog, then writes the file.
 *
 * @returns false when the user cancelled
 * @throws AppError as writeChosenFile
 */
export async function saveFile(
  window: BrowserWindow,
  name: string,
  writeContent: WriteContent,
  { folder = null, isDownloaded = false }: SaveFileOptions = {},
): Promise<boolean> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(folder !== null && existsSync(folder) ? folder : app.getPath('documents'), name),
  })
  if (canceled || filePath === '') return false
  savedLast = await writeChosenFile(filePath, writeContent)
  if (isDownloaded) await markDownloaded(savedLast)
  return true
}
