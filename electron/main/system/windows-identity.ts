import { join } from 'node:path'
import type { App, Shell } from 'electron'

interface Identity {
  /** Application User Model ID: taskbar, Start menu and notifications belong to the program of this name. */
  model: string
  /** What Windows starts when a notification is clicked: `HKCU\Software\Classes\CLSID\…`. */
  toastActivator: string
}

/** The first is electron-builder's `appId`, which the installer writes into its shortcut. */
export const installed: Identity = {
  model: 'app.mooring.desktop',
  toastActivator: '{3CCA1E67-D2D3-44D7-AC53-B6FA3B6A664F}',
}
const development: Identity = {
  model: 'app.mooring.desktop.development',
  toastActivator: '{AAEC7DE6-A00C-40E8-8592-875F5BF14B48}',
}

/**
 * Names the app to Windows, and does nothing on other systems, where Electron lacks the second function. Electron's own names differ from
 * the installer's, and the first notification would rewrite its shortcut. Call it before the app is ready.
 */
export function identifyToWindows(
  app: Pick<App, 'isPackaged' | 'setAppUserModelId' | 'setToastActivatorCLSID'>,
  platform: NodeJS.Platform,
): void {
  if (platform !== 'win32') return
  const { model, toastActivator } = app.isPackaged ? installed : development
  app.setAppUserModelId(model)
  app.setToastActivatorCLSID(toastActivator)
}

type Shortcuts = Pick<Shell, 'readShortcutLink' | 'writeShortcutLink'>

/**
 * Completes the installer's shortcut with what Windows starts when a notification is clicked. In place: Electron's first notification would
 * replace the shortcut, and with it what the user pinned. A shortcut that is gone, or of another copy, stays as it is.
 */
export function completeShortcut(shell: Shortcuts, appData: string, program: string): void {
  const file = join(appData, 'Microsoft/Windows/Start Menu/Programs/Mooring.lnk')
  try {
    const { target, toastActivatorClsid } = shell.readShortcutLink(file)
    if (target.toLowerCase() !== program.toLowerCase()) return
    if (toastActivatorClsid?.toUpperCase() === installed.toastActivator) return
    shell.writeShortcutLink(file, 'update', {
      target,
      appUserModelId: installed.model,
      toastActivatorClsid: installed.toastActivator,
    })
  } catch {
    // There is none, or the user took it away.
  }
}
