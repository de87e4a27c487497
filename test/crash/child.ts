import { copyFileSync, existsSync, rmSync, writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { readConfig } from '../../electron/main/app/config.ts'
import { recoverAndStart } from '../../electron/main/connections/startup.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { openStore } from '../../electron/main/store/database.ts'
import { openFolderLock } from '../../electron/main/store/folder-lock.ts'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { composeDeps, type AppDeps } from '../../electron/main/app/compose.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startChildWorker } from '../support/worker.ts'
import { keepReserve } from '../../electron/main/store/reserve.ts'
import { fillDisk } from '../support/full-disk.ts'
import { startDiskWorker } from './disk-keychain.ts'
import { watchDatasets, watchHttp, watchKeychain, watchStore } from './steps.ts'
import { verbs, type Verbs } from './verbs.ts'

/** What the parent says. */
export interface Call {
  id: number
  verb: keyof Verbs
  input: unknown
  /** The step at which this process dies, counted from 0; null for never. */
  stopAt: number | null
  /** Instead, its disk is full from that step on. */
  fillsDisk: boolean
}

export type Message =
  | { kind: 'ready' }
  | { kind: 'opened'; url: string }
  | { kind: 'done'; id: number; value: unknown; steps: string[] }
  | { kind: 'failed'; id: number; code: string; text: string }

const folder = process.argv[2] ?? ''
/** Empty: the system's own. */
const keychainFolder = process.argv[3] ?? ''
const lock = openFolderLock(folder)
/** The step of its own start at which this process dies. */
const dieAtStart = process.argv[4] === undefined ? null : Number(process.argv[4])

let steps: string[] = []
let stopAt = dieAtStart
let fillsDisk = false

/** The half of the commit under way that is to be lost. */
let half: { name: string; lost: string } | null = null

function onStep(name: string): void {
  if (half !== null) return loseHalf(half)
  steps.push(name)
  if (stopAt !== steps.length - 1) return
  if (fillsDisk) return fillDisk(folder)
  die(name)
}

function die(name: string): void {
  // Written in one call: after a SIGKILL nothing runs.
  writeSync(1, `${name}\n`)
  process.kill(process.pid, 'SIGKILL')
}

const fileEnds = ['', '-wal', '-shm']

function onHalf(name: string, lost: string): void {
  steps.push(name)
  if (stopAt !== steps.length - 1 || fillsDisk) return
  for (const end of fileEnds) {
    const file = join(folder, lost + end)
    if (existsSync(file)) copyFileSync(file, `${file}.before`)
  }
  half = { name, lost }
}

/** Puts one file back as it was before the commit, and dies. */
function loseHalf({ name, lost }: { name: string; lost: string }): void {
  for (const end of fileEnds) {
    const file = join(folder, lost + end)
    rmSync(file, { force: true })
    // Shared memory is rebuilt from the log.
    if (end !== '-shm' && existsSync(`${file}.before`)) copyFileSync(`${file}.before`, file)
    rmSync(`${file}.before`, { force: true })
  }
  die(name)
}

function post(message: Message): void {
  process.send?.(message)
}

/** The app's main process, composed as lifecycle.ts does it, with the parent instead of Electron. */
function openApp(): AppDeps {
  const config = {
    ...readConfig(
      { MOORING_DATA: folder },
      {
        isPackaged: false,
        userDataFolder: folder,
        executable: process.execPath,
        build: {},
      },
    ),
    undoMs: 0,
    requestsPerSecond: 1000,
  }
  lock.take()
  const file = join(folder, 'mooring.db')
  const store = watchStore(openStore(file), onStep, onHalf)
  keepReserve(file)
  const startWorker = () => (keychainFolder === '' ? startChildWorker({}) : startDiskWorker(keychainFolder))
  const deps = composeDeps(config, {
    log: quietLog(),
    store,
    sandbox: { open: () => Promise.reject(new Error('the bank is the parent’s')) },
    keychain: openKeychain({
      service: config.keychainService,
      startWorker: () => watchKeychain(startWorker(), onStep),
    }),
    userAgent: 'Mooring/crash-test',
    resolveSystemProxy: async () => 'DIRECT',
    systemCa: async () => [],
    openRequests: { take: () => null },
    about: { versions: {}, browserName: () => '', isOnline: () => true },
    browser: { open: async (url) => post({ kind: 'opened', url }), pick: async () => null },
    clipboard: { write: async () => {}, clear: async () => {} },
    window: { focus: () => {} },
    emit: () => {},
    network: { isStable: () => true, markUnstable: () => {}, stretch: () => 0 },
    notify: () => {},
    saveFile: async () => false,
    pickDataset: async () => null,
    showFile: () => {},
    pickFolder: async () => null,
    setTheme: () => {},
    openFile: async () => null,
    openCertificate: async () => null,
    showSaved: () => {},
    askConsent: async () => 'closed',
    bringPromptToFront: () => undefined,
    openInFront: () => {},
    isWindowOpen: () => false,
  })
  return { ...deps, http: { ...deps.http, ...watchHttp(deps.http, onStep) } }
}

async function answer(deps: AppDeps, call: Call): Promise<void> {
  steps = []
  stopAt = call.stopAt
  fillsDisk = call.fillsDisk
  try {
    const run = verbs[call.verb] as (deps: AppDeps, input: unknown) => Promise<unknown>
    const value = await run(deps, call.input)
    post({ kind: 'done', id: call.id, value, steps })
  } catch (thrown) {
    post({ kind: 'failed', id: call.id, code: toFailure(thrown).code, text: String(thrown) })
  }
}

watchDatasets(onStep)
const deps = openApp()
process.on('message', (call) => void answer(deps, call as Call))
process.on('disconnect', () => {
  lock.release()
  process.exit()
})
await deps.tokens.queueRecovery(() => recoverAndStart(deps))
stopAt = null
// Node writes it at the end of a process, which a killed one never comes to.
flushCompileCache()
post({ kind: 'ready' })
