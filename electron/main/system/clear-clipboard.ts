import { clipboard } from 'electron'

/** Removes a text from the clipboard, unless something else was copied since. */
export async function clearClipboard(text: string): Promise<void> {
  if ((await clipboard.readText()) === text) clipboard.clear()
}
