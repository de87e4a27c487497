import type { App } from 'electron'

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
 * Names the app to Windows; other systems ignore it. Electron's own names differ from the installer's, and the first notification would
 * rewrite its shortcut. Call it before the app is ready.
 */
export function identifyToWindows(
  app: Pick<App, 'isPackaged' | 'setAppUserModelId' | 'setToastActivatorCLSID'>,
): void {
  const { model, toastActivator } = app.isPackaged ? installed : development
  app.setAppUserModelId(model)
  app.setToastActivatorCLSID(toastActivator)
}
