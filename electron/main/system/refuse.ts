import { app, dialog } from 'electron'

/**
 * Says why the app does not start, or could not do what it was closed for, and ends it.
 *
 * @param isUnattended nobody is there to press OK: a smoke start
 */
export async function refuse(title: string, text: string, isUnattended = false): Promise<void> {
  process.stderr.write(`${title}: ${text}\n`)
  if (!isUnattended) {
    await app.whenReady()
    dialog.showErrorBox(title, text)
  }
  app.exit(1)
}
