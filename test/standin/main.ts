import { spawn } from 'node:child_process'
import inspector from 'node:inspector'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeApp } from './app.ts'
import { startChromium } from './chromium.ts'
import { guard } from './guard.ts'
import { makeIpc } from './ipc.ts'
import { makeSchemes } from './schemes.ts'
import { serveAs } from './serve-as.ts'
import { deniedPermissions, makeSession } from './session.ts'
import { shell } from './shell.ts'
import { dialog, makeClipboard, makeMenu, net, powerMonitor, screen, StandInNotification } from './system.ts'
import { makeTheme } from './theme.ts'
import { StandInTray } from './tray.ts'
import { forkUtility } from './utility-process.ts'
import { makeWindows } from './windows.ts'

const argv = process.argv.slice(2)
const folder = resolve(argv.find((argument) => !argument.startsWith('-')) ?? '.')
// As Electron has it: the program, then what it was given.
process.argv = [join(import.meta.dirname, 'electron'), ...argv]

const chromium = startChromium({ width: 1380, height: 820 })
const ipc = makeIpc()
const schemes = makeSchemes()
const session = makeSession()
const guardedSession = guard('session.defaultSession', session.session)
const theme = makeTheme()
const awaited = Promise.withResolvers<void>()

const windows = makeWindows({
  chromium: chromium.started,
  ipc,
  schemes,
  session,
  guardedSession,
  theme,
  onCreated: ({ contents }) => {
    contents.on('render-process-gone', (event, details) =>
      started.app.emit('render-process-gone', event, contents, details),
    )
    started.app.emit('web-contents-created', {}, contents)
  },
  onAllClosed: () => started.allClosed(),
})
const started = makeApp(folder, argv, {
  closeWindows: () => windows.closeAll(),
  end: (code) => {
    chromium.close()
    process.exit(code)
  },
  relaunch: (args) =>
    process.once('exit', () => {
      spawn(process.argv[0] ?? '', args, { stdio: 'ignore', detached: true }).unref()
    }),
  awaited: () => awaited.resolve(),
})

serveAs(
  'electron',
  guard('electron', {
    app: guard('app', started.app),
    BrowserWindow: windows.BrowserWindow,
    webContents: windows.webContents,
    clipboard: makeClipboard(),
    dialog,
    ipcMain: guard('ipcMain', ipc.ipcMain),
    Menu: makeMenu(),
    nativeTheme: guard('nativeTheme', theme.nativeTheme),
    net,
    Notification: StandInNotification,
    powerMonitor,
    protocol: guard('protocol', schemes.protocol),
    screen,
    session: guard('session', { defaultSession: guardedSession }),
    shell: guard('shell', { ...shell }),
    Tray: StandInTray,
    utilityProcess: guard('utilityProcess', {
      fork: forkUtility.bind(null, (gone) => started.app.emit('child-process-gone', {}, gone)),
    }),
  }),
)
// As Electron has it: an error that nobody catches is shown, and the app goes on, unless it listens itself. A rejection that nobody
// handles is a warning: see the flag in the file `electron` beside this one.
process.on('uncaughtException', (thrown) => {
  if (process.listenerCount('uncaughtException') > 1) return
  process.stderr.write(`A JavaScript error occurred in the main process\n${thrown.stack ?? thrown.message}\n`)
})
// As in Node: `--inspect` alone is port 9229.
const inspect = argv.map((argument) => /^--inspect(?:=(\d+))?$/.exec(argument)).find((match) => match)
if (inspect) inspector.open(Number(inspect[1] ?? 9229))

// The first makes the app quit, a later one ends it. A terminal and npm both pass on the same Ctrl+C, so nearly at once is once.
let askedAtMs = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (askedAtMs === 0) {
      askedAtMs = Date.now()
      started.app.quit()
    } else if (Date.now() - askedAtMs > 1000) {
      started.app.exit(1)
    }
  })
}

const prepared = chromium.started.then(async ({ connection }) => {
  // The user closed the last window, or Chromium died: either way there is none any more.
  connection.onClose(() => {
    windows.lose()
    started.lost()
  })
  for (const name of deniedPermissions) {
    await connection.send('Browser.setPermission', { permission: { name }, setting: 'denied' })
  }
})
prepared.catch((thrown: unknown) => {
  process.stderr.write(`electron stand-in: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`)
  started.app.exit(1)
})

// Electron goes on after both, and says so (its lib/browser/init.ts, and `unhandled_rejections` in electron_browser_main_parts.cc).
process.on('uncaughtException', (thrown) => {
  if (process.listenerCount('uncaughtException') > 1) return
  dialog.showErrorBox(
    'A JavaScript error occurred in the main process',
    `Uncaught Exception:\n${thrown.stack}`,
  )
})
process.on('unhandledRejection', (reason) => {
  if (process.listenerCount('unhandledRejection') === 1)
    process.stderr.write(`Unhandled: ${String(reason)}\n`)
})

const loaded = import(pathToFileURL(started.mainFile).href).catch((thrown: unknown) => {
  process.stderr.write(`electron stand-in: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
  started.app.exit(1)
})
// A main file may wait for `ready` itself.
await Promise.all([prepared, Promise.race([loaded, awaited.promise])])
started.ready()
await loaded
