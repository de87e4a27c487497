import type { MenuItemConstructorOptions } from 'electron'
import { expect, test, vi } from 'vitest'
import type { OpenRequest } from '../../shared/models/app.ts'
import { makeMenu as makeStandInMenu } from '../standin/system.ts'

vi.doMock('electron', () => ({ Menu: makeStandInMenu() }))
const { makeMenu } = await import('../../electron/main/app/menu.ts')

interface Entry {
  label: string
  items: MenuItemConstructorOptions[]
}

/** Each menu by its label or role, with its entries. */
function menus(platform: NodeJS.Platform, ask: (what: OpenRequest) => void = () => undefined): Entry[] {
  const { items } = makeMenu(platform, ask) as unknown as { items: MenuItemConstructorOptions[] }
  return items.map(({ role, label, submenu }) => ({
    label: role ?? label ?? '',
    items: Array.isArray(submenu) ? submenu : [],
  }))
}

const names = (items: MenuItemConstructorOptions[]) =>
  items.filter(({ type }) => type !== 'separator').map(({ role, label }) => role ?? label)

test('macOS has About, Settings and Quit in the app’s menu, Close in File, and Help (on the stand-in) [EL18]', () => {
  const [app, file, ...others] = menus('darwin')
  expect([app?.label, file?.label, ...others.map(({ label }) => label)]).toEqual([
    'appMenu',
    // Electron’s own, which on macOS is Close with Cmd+W.
    'fileMenu',
    'editMenu',
    'View',
    'windowMenu',
    'help',
  ])
  expect(names(app?.items ?? [])).toEqual([
    'about',
    'Settings…',
    'services',
    'hide',
    'hideOthers',
    'unhide',
    'quit',
  ])
})

test.each(['linux', 'win32'] as const)(
  '%s has Settings and Quit in File, and About in Help (on the stand-in) [EL18]',
  (platform) => {
    const all = menus(platform)
    expect(all.map(({ label }) => label)).toEqual(['File', 'editMenu', 'View', 'windowMenu', 'help'])
    expect(names(all[0]?.items ?? [])).toEqual(['Settings…', 'quit'])
    expect(names(all.at(-1)?.items ?? [])).toEqual(['Check Health', 'about'])
  },
)

test.each(['darwin', 'linux', 'win32'] as const)(
  'on %s Settings opens with Cmd or Ctrl and a comma (on the stand-in) [EL18]',
  (platform) => {
    const asked: OpenRequest[] = []
    const settings = menus(platform, (what) => asked.push(what))
      .flatMap(({ items }) => items)
      .find(({ label }) => label === 'Settings…')
    expect(settings?.accelerator).toBe('CommandOrControl+,')
    settings?.click?.({} as never, undefined, {} as never)
    expect(asked).toEqual([{ kind: 'view', view: 'settings' }])
  },
)
