import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { OpenRequest } from '../../../shared/models/app.ts'

const views: [label: string, room: Extract<OpenRequest, { kind: 'room' }>['view']][] = [
  ['Connections', 'connections'],
  ['Needs You', 'needs-you'],
  ['Activity', 'activity'],
  ['Registrations', 'registrations'],
  ['Health', 'health'],
  ['Settings', 'settings'],
]

/** The system's own menus: a text field can't be copied from or pasted into on macOS without them. */
export function makeMenu(platform: NodeJS.Platform, ask: (what: OpenRequest) => void): Menu {
  return Menu.buildFromTemplate([
    ...(platform === 'darwin' ? [{ role: 'appMenu' as const }] : [{ role: 'fileMenu' as const }]),
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        ...views.map(([label, view], index): MenuItemConstructorOptions => ({
          label,
          accelerator: `CommandOrControl+${index + 1}`,
          // The page hears the keys itself.
          registerAccelerator: false,
          click: () => ask({ kind: 'room', view }),
        })),
        { type: 'separator' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ])
}
