import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { makeApp } from './app.ts'

/** Electron gives an empty function for it on other systems (its lib/browser/api/app.ts). */
const everywhere = ['setAppUserModelId']

/** The methods and properties of `app` that Electron documents for these systems alone. */
function ofOtherSystems(platform: NodeJS.Platform): string[] {
  const types = readFileSync(join(root, 'node_modules/electron/electron.d.ts'), 'utf8')
  const [, declared = ''] = types.split('\n  interface App extends NodeJS.EventEmitter {')
  const [app = ''] = declared.split('\n  interface ')
  const documented = /\* @platform (\S+)\n\s+\*\/\n\s+(?:readonly )?(\w+)[?(:]/g
  return [...app.matchAll(documented)]
    .filter(([, systems = '']) => !systems.split(',').includes(platform))
    .map(([, , name = '']) => name)
    .filter((name) => !['on', 'off', 'once', 'addListener', 'removeListener', ...everywhere].includes(name))
}

test('the stand-in has nothing of app that Electron has on other systems alone', () => {
  const host = { closeWindows: async () => true, end: () => {}, relaunch: () => {}, awaited: () => {} }
  const { app } = makeApp(root, [], host)
  const names = ofOtherSystems('linux')
  expect(names).toContain('setToastActivatorCLSID')
  expect(names.filter((name) => name in app)).toEqual([])
})
