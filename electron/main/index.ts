import { mkdtempSync } from 'node:fs'
import { release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, Menu } from 'electron'
import { start } from './app/lifecycle.ts'
import { denyNavigation, registerWindowScheme } from './app/window.ts'
import { leaveAppImage } from './start/app-image.ts'
import { canWrite } from './start/can-write.ts'
import { findNativeDamage } from './start/native-files.ts'
import { findDamage } from './start/program-files.ts'
import { refusalOf, refusalOfFailure, refusalText, type Refusal } from './start/refusal.ts'
import { developmentFolder } from './store/data-owner.ts'
import { listenForAddresses } from './system/addresses.ts'
import { reportCrashes } from './system/crashes.ts'
import { refuse } from './system/refuse.ts'
import { identifyToWindows } from './system/windows-identity.ts'

declare global {
  interface ImportMeta {
    /** What the build was given, inserted by Vite. */
    readonly env: object
  }
}

const isSmoke = process.argv.includes('--smoke')
const reportCrashesTo = reportCrashes(isSmoke)
app.enableSandbox()
identifyToWindows(app, process.platform)
// Electron would build a menu of its own for a start without one.
Menu.setApplicationMenu(null)
registerWindowScheme()
denyNavigation(app)
const takeAddresses = listenForAddresses(app)
if (process.platform === 'linux') leaveAppImage(process.env, process.execPath)

const mainFolder = import.meta.dirname
const refusal = app.isPackaged ? refusalOfThisStart() : null
const usesOwnFolder = !isSmoke && !app.commandLine.hasSwitch('user-data-dir')
if (usesOwnFolder && !app.isPackaged) app.setPath('userData', join(app.getPath('appData'), developmentFolder))
if (isSmoke && !refusal) app.setPath('userData', mkdtempSync(join(tmpdir(), 'mooring-smoke-')))

if (refusal) {
  void refuseToStart(refusalText[refusal])
} else if (app.requestSingleInstanceLock()) {
  const given = { env: process.env, build: import.meta.env }
  const launch = { isSmoke, usesOwnFolder, ...given, mainFolder, takeAddresses, reportCrashesTo }
  void app
    .whenReady()
    .then(() => start(launch))
    .catch(stopAtOnce)
} else if (!canWrite(app.getPath('userData'))) {
  // Without a writable folder there is no lock either.
  void refuseToStart(refusalText.unwritable)
} else {
  process.stderr.write('Mooring is already running; its window was brought to the front.\n')
  app.quit()
}

function refusalOfThisStart(): Refusal | null {
  const { argv, env, platform } = process
  const hasSwitch = (name: string) => app.commandLine.hasSwitch(name)
  const unsafe = refusalOf({ argv, env, platform, release: release(), hasSwitch })
  if (unsafe) return unsafe
  const parts = ['main', 'preload', 'renderer'].map((part) => join(mainFolder, '..', part))
  const modules = join(mainFolder, '../../node_modules')
  const damage = findDamage(parts) ?? findNativeDamage(mainFolder, modules, process)
  return damage === null ? null : 'damaged'
}

function stopAtOnce(thrown: unknown): Promise<void> {
  const known = refusalOfFailure(thrown)
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return refuseToStart(known ? refusalText[known] : text)
}

function refuseToStart(text: string): Promise<void> {
  return refuse('Mooring could not start', text, isSmoke)
}
