import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { shell } from '../standin/shell.ts'

vi.doMock('electron', () => ({ app: {}, shell }))
const { hasBrowser, isOpenable } = await import('../../electron/main/system/browser.ts')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-browser-'))
  for (const [name, programs] of [
    ['full', ['xdg-open', 'firefox']],
    ['opener', ['xdg-open']],
    ['browser', ['firefox']],
  ] as const) {
    mkdirSync(join(folder, name))
    for (const program of programs) writeFileSync(join(folder, name, program), '#!/bin/sh\n', { mode: 0o755 })
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = (...names: string[]) => ({ PATH: names.map((name) => join(folder, name)).join(':') })

describe.skipIf(process.platform === 'win32')('on Linux (Windows has no such mode of a file)', () => {
  test.each([
    ['a desktop that names one', () => path('opener'), 'Firefox', true],
    ['a desktop without a preference', () => path('full'), '', true],
    ['BROWSER alone', () => ({ ...path('opener'), BROWSER: 'lynx' }), '', true],
    ['no xdg-open', () => path('browser'), 'Firefox', false],
    ['xdg-open and nothing that it could open', () => path('opener'), '', false],
    ['no PATH', () => ({}), 'Firefox', false],
  ] as const)('%s: whether a browser can be opened [EL21]', (_what, env, name, is) => {
    expect(hasBrowser(env(), name)).toBe(is)
  })
})

test('an address is openable up to the 2081 characters that Windows takes [EL23]', () => {
  const ofLength = (length: number) =>
    `https://example.com/${'a'.repeat(length - 'https://example.com/'.length)}`
  expect([isOpenable(ofLength(2081)), isOpenable(ofLength(2082))]).toEqual([true, false])
})
