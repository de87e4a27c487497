import { readFileSync } from 'node:fs'
import inspector from 'node:inspector'
import { createRequire, registerHooks } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeApp } from './app.ts'
import { startChromium, type Chromium } from './chromium.ts'
import { guard } from './guard.ts'
import { makeIpcMain } from './ipc.ts'
import { makeSchemes } from './schemes.ts'
import { dialog, makeClipboard, makeSession, menu, shell } from './system.ts'
import { forkUtility } from './utility-process.ts'
import { makeWindows } from './windows.ts'

const argv = process.argv.slice(2)
const folder = resolve(argv.find((argument) => !argument.startsWith('-')) ?? '.')

let chromium: Chromium | null = null
const starting = startChromium({ width: 1380, height: 820 }).then((started) => {
  chromium = started
  // The person closed the browser, or it died: there is no window any more.
  started.connection.onClose(() => app.exit(0))
  return started
})

const ipcMain = makeIpcMain()
const schemes = makeSchemes()
const defaultSession = makeSession()
const windows = makeWindows({
  chromium: () => starting,
  ipcMain,
  schemes,
  session: defaultSession,
  onCreated: (page) => app.emit('web-contents-created', {}, page.contents),
  onAllClosed: () => app.emit('window-all-closed'),
})
const { app, ready } = makeApp(folder, argv, {
  closeWindows: () => windows.closeAll(),
  end: (code) => {
    chromium?.close()
    process.exit(code)
  },
})

const supplied = guard('electron', {
  app: guard('app', app),
  BrowserWindow: windows.BrowserWindow,
  webContents: windows.webContents,
  clipboard: guard('clipboard', makeClipboard()),
  dialog: guard('dialog', dialog),
  ipcMain: guard('ipcMain', ipcMain),
  Menu: guard('Menu', menu),
  protocol: guard('protocol', schemes.protocol),
  session: guard('session', { defaultSession }),
  shell: guard('shell', { ...shell }),
  utilityProcess: guard('utilityProcess', { fork: forkUtility }),
})

serveAs('electron', supplied)
if (argv.some((argument) => argument.startsWith('--inspect'))) inspector.open(0)
await starting
const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { main: string }
await import(pathToFileURL(join(folder, main)).href)
ready()

/** Makes `import` and `require` of a name give one and the same object, members by name. */
function serveAs(name: string, value: object): void {
  const url = `standin:${name}`
  const key = Symbol.for(url)
  Reflect.set(globalThis, key, value)
  const members = Object.keys(value)
  const source = [
    `const value = globalThis[Symbol.for('${url}')]`,
    'export default value',
    ...members.map((member) => `export const ${member} = value.${member}`),
  ].join('\n')

  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === name ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (loaded, context, next) =>
      loaded === url ? { format: 'module', source, shortCircuit: true } : next(loaded, context),
  })
  // Playwright asks the inspector for `require('electron')`.
  const require = createRequire(import.meta.url)
  Reflect.set(globalThis, 'require', (asked: string) => (asked === name ? value : require(asked)))
}
