import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../electron/main/app/config.ts'
import type { Deps } from '../../electron/main/runtime/deps.ts'
import { recoverAndStart } from '../../electron/main/connections/startup.ts'
import { toFailure } from '../../electron/main/core/errors.ts'
import { openStore } from '../../electron/main/store/database.ts'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import { wire } from '../../electron/main/app/compose.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startChildWorker } from '../support/worker.ts'
import { startDiskWorker } from './disk-keychain.ts'
import { watchHttp, watchKeychain, watchStore } from './steps.ts'
import { verbs, type Verbs } from './verbs.ts'

/** What the parent says. */
export interface Ask {
  id: number
  verb: keyof Verbs
  input: unknown
  /** The step at which this process dies or is held, counted from 0; null for never. */
  stopAt: number | null
  signal: 'SIGKILL' | 'SIGSTOP'
}

export type Told =
  | { kind: 'ready' }
  | { kind: 'opened'; url: string }
  | { kind: 'done'; id: number; value: unknown; steps: string[] }
  | { kind: 'failed'; id: number; code: string; text: string }

const folder = process.argv[2] ?? ''
/** Empty: the system's own. */
const keychainFolder = process.argv[3] ?? ''
/** The step of its own start at which this process dies. */
const dieAtStart = process.argv[4] === undefined ? null : Number(process.argv[4])

let steps: string[] = []
let stopAt = dieAtStart
let signal: Ask['signal'] = 'SIGKILL'

function onStep(name: string): void {
  steps.push(name)
  if (stopAt !== steps.length - 1) return
  // Written in one call: after a SIGKILL nothing runs.
  writeSync(1, `${name}\n`)
  process.kill(process.pid, signal)
}

function tell(told: Told): void {
  process.send?.(told)
}

/** The app's main process, wired as index.ts does it, with the parent in the place of Electron. */
function openApp(): Deps {
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
  const startWorker = () => (keychainFolder === '' ? startChildWorker({}) : startDiskWorker(keychainFolder))
  const deps = wire(config, {
    log: quietLog(),
    store: watchStore(openStore(join(folder, 'mooring.db')), onStep),
    sandbox: { open: () => Promise.reject(new Error('the bank is the parent’s')) },
    keychain: openKeychain({
      service: config.keychainService,
      startWorker: () => watchKeychain(startWorker(), onStep),
    }),
    userAgent: 'Mooring/crash-test',
    openRequests: { take: () => null },
    about: { versions: {}, browserName: () => '', isOnline: () => true },
    browser: { open: async (url) => tell({ kind: 'opened', url }), pick: async () => null },
    clipboard: { write: async () => {}, clear: async () => {} },
    window: { focus: () => {} },
    emit: () => {},
    network: { isStable: () => true, markUnstable: () => {}, stretch: () => 0 },
    notify: () => {},
    saveFile: async () => false,
  })
  return { ...deps, http: watchHttp(deps.http, onStep) }
}

async function answer(deps: Deps, ask: Ask): Promise<void> {
  steps = []
  stopAt = ask.stopAt
  signal = ask.signal
  try {
    const run = verbs[ask.verb] as (deps: Deps, input: unknown) => Promise<unknown>
    const value = await run(deps, ask.input)
    tell({ kind: 'done', id: ask.id, value, steps })
  } catch (thrown) {
    tell({ kind: 'failed', id: ask.id, code: toFailure(thrown).code, text: String(thrown) })
  }
}

const deps = openApp()
process.on('message', (ask) => void answer(deps, ask as Ask))
process.on('disconnect', () => process.exit())
deps.live.recovered = recoverAndStart(deps)
await deps.live.recovered
stopAt = null
tell({ kind: 'ready' })
