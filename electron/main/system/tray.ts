import { join } from 'node:path'
import { Menu, Tray, type MenuItemConstructorOptions } from 'electron'

export interface TrayActions {
  open: () => void
  /** Opens the list of what needs the user. */
  showNeeds: () => void
  refreshAll: () => void
  showSettings: () => void
  quit: () => void
}

/** The icon in the menu bar (macOS), the notification area (Windows) or the tray (Linux). */
export interface TrayIcon {
  /** Says how many connections need the user. */
  count(needs: number): void
  remove(): void
}

/** @param options.folder of the icons */
export function openTray(options: {
  platform: NodeJS.Platform
  folder: string
  actions: TrayActions
}): TrayIcon {
  const { platform, folder, actions } = options
  const names = iconNames[platform === 'darwin' || platform === 'win32' ? platform : 'linux']
  const plain = join(folder, names.plain)
  const marked = join(folder, names.needs)
  const tray = new Tray(plain)
  let shown: number | null = null
  // macOS opens the menu instead. Elsewhere it is a click, or what the desktop takes for one.
  if (platform !== 'darwin') tray.on('click', actions.open)
  return {
    count: (needs) => {
      if (needs === shown) return
      shown = needs
      tray.setImage(needs > 0 ? marked : plain)
      tray.setToolTip(needs > 0 ? `Mooring: ${needsText(needs)}` : 'Mooring')
      if (platform === 'darwin') tray.setTitle(needs > 0 ? String(needs) : '')
      // Linux shows a changed menu only once it is set again.
      tray.setContextMenu(Menu.buildFromTemplate(menuOf(needs, actions)))
    },
    remove: () => tray.destroy(),
  }
}

/** Without and with something that needs the user. On macOS the system colours a template, and a number stands beside it. */
const iconNames = {
  darwin: { plain: 'trayTemplate.png', needs: 'trayTemplate.png' },
  win32: { plain: 'tray.ico', needs: 'tray-needs.ico' },
  linux: { plain: 'tray.png', needs: 'tray-needs.png' },
}

function menuOf(needs: number, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: 'Open Mooring', click: actions.open },
    ...(needs > 0 ? [{ label: `${needsText(needs)}…`, click: actions.showNeeds }] : []),
    { type: 'separator' },
    { label: 'Refresh All', click: actions.refreshAll },
    { label: 'Settings…', click: actions.showSettings },
    { type: 'separator' },
    { label: 'Quit Mooring and Stop Refreshing', click: actions.quit },
  ]
}

function needsText(needs: number): string {
  return needs === 1 ? '1 connection needs attention' : `${needs} connections need attention`
}
