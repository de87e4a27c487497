import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Rectangle } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const workArea = { x: 0, y: 0, width: 1920, height: 1080 }
const asked: Rectangle[] = []

// Electron has a screen only inside its own process.
vi.mock('electron', () => ({
  screen: {
    getDisplayMatching: (bounds: Rectangle) => {
      // As Electron converts a rectangle: to 32-bit integers, or not at all.
      if (!Object.values(bounds).every((side) => Math.abs(side) < 2 ** 31))
        throw new TypeError('conversion failure')
      asked.push(bounds)
      return { workArea }
    },
  },
}))
const { readWindowState } = await import('../../electron/main/system/window-state.ts')

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-window-'))
  file = join(folder, 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (bounds: unknown, isMaximized = false) => {
  writeFileSync(file, JSON.stringify({ bounds, isMaximized }))
  return readWindowState(file)
}

test('a window is where it was, and as large', () => {
  const bounds = { x: 100, y: 50, width: 1200, height: 700 }
  expect(read(bounds, true)).toEqual({ bounds, isMaximized: true })
})

test.each<[string, unknown, Rectangle]>([
  [
    'wider than its display',
    { x: 0, y: 0, width: 30_000, height: 700 },
    { x: 0, y: 0, width: 1920, height: 700 },
  ],
  [
    'partly beyond it',
    { x: 1500, y: 900, width: 1200, height: 700 },
    { x: 720, y: 380, width: 1200, height: 700 },
  ],
  [
    'above and left of it',
    { x: -300, y: -200, width: 900, height: 700 },
    { x: 0, y: 0, width: 900, height: 700 },
  ],
])('a window that was %s is moved into it [R14]', (_what, bounds, inside) => {
  expect(read(bounds)?.bounds).toEqual(inside)
})

test.each<[string, unknown]>([
  ['numbers that no display has', { x: 0, y: 0, width: 9_007_199_254_740_991, height: 700 }],
  ['an origin that no display has', { x: -9_007_199_254_740_991, y: 0, width: 900, height: 700 }],
  ['no size', { x: 0, y: 0, width: 0, height: -5 }],
  ['fractions', { x: 0.5, y: 0, width: 900, height: 700 }],
  ['a text for a number', { x: '0', y: 0, width: 900, height: 700 }],
  ['no bounds', undefined],
  ['a place far from every display', { x: 9000, y: 9000, width: 900, height: 700 }],
])('a file with %s is ignored [R14]', (_what, bounds) => {
  expect(read(bounds)).toBeNull()
})

test('a file of several megabytes is not read [R14]', () => {
  const bounds = { x: 100, y: 50, width: 1200, height: 700 }
  writeFileSync(file, JSON.stringify({ bounds, isMaximized: false, more: 'x'.repeat(5_000_000) }))
  expect(readWindowState(file)).toBeNull()
})

test('a file that is no JSON, or none at all, is ignored', () => {
  expect(readWindowState(file)).toBeNull()
  writeFileSync(file, '{"bou')
  expect(readWindowState(file)).toBeNull()
  writeFileSync(file, 'null')
  expect(readWindowState(file)).toBeNull()
})
