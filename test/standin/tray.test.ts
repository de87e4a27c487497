import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { StandInTray, type SeenTray } from './tray.ts'

// As Electron's Tray does (shell/browser/api/electron_api_tray.cc).

const image = join(root, 'build/tray/tray.png')
const seen = () => Reflect.get(globalThis, '__standInTrays') as SeenTray[]
const menu = (label: string) => ({ items: [{ label }] }) as never

test('a tray needs an image that is there, and shows a changed menu only once it is set again', () => {
  expect(() => new StandInTray('/no/such.png')).toThrow('Failed to load image')
  const tray = new StandInTray(image) as StandInTray & Electron.Tray
  const given = menu('One') as { items: { label: string }[] }
  tray.setContextMenu(given as never)
  for (const item of given.items) item.label = 'Two'
  expect(seen().at(-1)?.labels()).toEqual(['One'])
  tray.setContextMenu(given as never)
  expect(seen().at(-1)?.labels()).toEqual(['Two'])
  tray.destroy()
  expect(() => tray.setToolTip('gone')).toThrow('Tray is destroyed')
  expect(seen()).toEqual([])
})
