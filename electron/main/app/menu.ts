import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { OpenRequest } from '../../../shared/models/app.ts'

const views: [label: string, view: Extract<OpenRequest, { kind: 'view' }>['view']][] = [
  ['Connections', 'connections'],
  ['Needs attention', 'needs-attention'],
  ['Accounts', 'accounts'],
  ['Data', 'data'],
  // An ampersand alone marks the letter that opens an entry.
  ['Scripts && tools', 'scripts'],
  ['Activity', 'activity'],
  ['Registrations', 'registrations'],
  ['Health', 'health'],
  ['Settings', 'settings'],
]

const separator: MenuItemConstructorOptions = { type: 'separator' }

/**
 * The system's own menus, by its habits: on macOS Settings, About and Quit are in the app's menu, elsewhere in File and Help. A text
 * field can't be copied from or pasted into on macOS without the Edit menu.
 */
export function makeMenu(platform: NodeJS.Platform, open: (what: OpenRequest) => void): Menu {
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CommandOrControl+,',
    click: () => open({ kind: 'view', view: 'settings' }),
  }
  const checkHealth: MenuItemConstructorOptions = {
    label: 'Check Health',
    click: () => open({ kind: 'view', view: 'health' }),
  }
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      ...views.map(([label, name], index): MenuItemConstructorOptions => ({
        label,
        accelerator: `CommandOrControl+${index + 1}`,
        // The page handles these keys itself.
        registerAccelerator: false,
        click: () => open({ kind: 'view', view: name }),
      })),
      separator,
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      { role: 'togglefullscreen' },
    ],
  }
  const common: MenuItemConstructorOptions[] = [{ role: 'editMenu' }, view, { role: 'windowMenu' }]
  if (platform === 'darwin') {
    return Menu.buildFromTemplate([
      appMenu(settings),
      // It holds Close, with its key.
      { role: 'fileMenu' },
      ...common,
      { role: 'help', submenu: [checkHealth] },
    ])
  }
  return Menu.buildFromTemplate([
    { label: 'File', submenu: [settings, separator, { role: 'quit' }] },
    ...common,
    { role: 'help', submenu: [checkHealth, separator, { role: 'about' }] },
  ])
}

/** Electron's own menu of this role, with Settings where macOS has it. */
function appMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  }
}
