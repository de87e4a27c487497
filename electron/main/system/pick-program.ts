import { dialog, type BrowserWindow } from 'electron'

/** Asks the person for a program, in the system's own dialog. @returns null when they chose none */
export async function pickProgram(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openFile'],
    ...(process.platform === 'win32' ? { filters: [{ name: 'Programs', extensions: ['exe'] }] } : {}),
  })
  return canceled ? null : (filePaths[0] ?? null)
}
