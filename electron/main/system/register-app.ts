import type { App, Shell } from 'electron'
import { completeShortcut } from './windows-identity.ts'

/**
 * Makes an installed app known to the system: that it opens `mooring://`, and on Windows that its notifications belong to its shortcut. On
 * Linux the package's desktop entry does it: Electron would write to the user's own list, which no removal cleans.
 */
export function registerApp(
  app: Pick<App, 'getPath' | 'isPackaged' | 'setAsDefaultProtocolClient'>,
  shell: Pick<Shell, 'readShortcutLink' | 'writeShortcutLink'>,
  { platform, execPath }: Pick<NodeJS.Process, 'platform' | 'execPath'>,
): void {
  if (!app.isPackaged || platform === 'linux') return
  app.setAsDefaultProtocolClient('mooring')
  if (platform === 'win32') completeShortcut(shell, app.getPath('appData'), execPath)
}
