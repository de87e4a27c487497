import { app, dialog } from 'electron'

/**
 * Shows why the app can't start, or failed after it closed, and exits.
 *
 * @param isUnattended no user can press OK: a smoke start
 */
export async function refuse(title: string, text: string, isUnattended = false): Promise<void> {
  process.stderr.write(`${title}: ${text}\n`)
  if (!isUnattended) {
    await app.whenReady()
    dialog.showErrorBox(title, text)
  }
  app.exit(1)
}
