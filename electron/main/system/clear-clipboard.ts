import { clipboard } from 'electron'

/** Takes a text off the clipboard, unless something else was copied since. */
export async function clearClipboard(text: string): Promise<void> {
  if ((await clipboard.readText()) === text) clipboard.clear()
}
