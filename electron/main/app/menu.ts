import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { OpenRequest } from '../../../shared/models/app.ts'

const views: [label: string, view: Extract<OpenRequest, { kind: 'view' }>['view']][] = [
  ['Connections', 'connections'],
  ['Needs attention', 'needs-attention'],
  ['Activity', 'activity'],
  ['Registrations', 'registrations'],
  ['Health', 'health'],
  ['Settings', 'settings'],
]

/** The application menu. On macOS, copy and paste need its Edit menu. */
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
          // The page handles these keys itself.
          registerAccelerator: false,
          click: () => ask({ kind: 'view', view }),
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
