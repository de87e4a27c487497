import { Menu } from 'electron'

/** The system's own menus: a text field can't be copied from or pasted into on macOS without them. */
export function makeMenu(platform: NodeJS.Platform): Menu {
  return Menu.buildFromTemplate([
    ...(platform === 'darwin' ? [{ role: 'appMenu' as const }] : [{ role: 'fileMenu' as const }]),
    { role: 'editMenu' },
    { role: 'windowMenu' },
  ])
}
