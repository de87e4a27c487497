import { join } from 'node:path'
import { app, dialog, type BrowserWindow } from 'electron'

/** Shows the system's dialog to choose a program. @returns null when the user cancelled */
export async function pickProgram(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    ...(process.platform === 'win32' ? { filters: [{ name: 'Programs', extensions: ['exe'] }] } : {}),
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Shows the system's dialog to choose a folder. @returns null when the user cancelled */
export async function pickFolder(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Shows the system's dialog to choose the file of a new dataset. @returns null when the user cancelled */
export async function pickDataset(window: BrowserWindow, name: string): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), name),
    properties: ['createDirectory'],
  })
  return canceled || filePath === '' ? null : filePath
}
