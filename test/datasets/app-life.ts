import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { drawFrom, type Draw } from '../../electron/main/sandbox/ledger/draw.ts'
import type { SandboxAccount } from '../../electron/main/sandbox/users.ts'
import type { DatasetDraft } from '../../shared/models/dataset.ts'
import { startCrashApp, type AppOptions, type Moment } from '../crash/app.ts'
import { createSetup, type OpenSetup } from '../crash/setup.ts'
import { dayMs, dayOf, timesOf } from './life.ts'
import { differences, wholeMs } from './compare.ts'

const shiftClockFile = join(import.meta.dirname, '../support/shift-clock.ts')

/** How often a run of the whole app is killed or meets a fault of the institution. */
export interface AppLife {
  seed: string
  runs: number
  accounts: readonly SandboxAccount[]
}

/**
 * The app itself in a process of its own, Mikomo in another, and HTTP between them: a dataset that is run over months, with kills at its
 * commits and at its requests, and an institution that fails now and then.
 *
 * @returns how many runs were killed, and how the dataset's file differs from Mikomo's ledger at the end
 */
export async function playAppLife(life: AppLife): Promise<{ killed: number; faults: string[] }> {
  const startMs = Date.now()
  let aheadMs = 0
  const setup = await createSetup({
    hasGrace: true,
    hasLongTokens: false,
    keychain: 'files',
    user: 'mikomo_15',
    seed: life.seed,
    now: () => Date.now() + aheadMs,
  })
  let app = await startCrashApp(optionsAt(setup, 0))
  try {
    await app.call('link', { institutionId: setup.institutionId })
    const fromDay = dayOf(startMs - 70 * dayMs)
    const id = await app.call('addDataset', { draft: { ...draft, since: fromDay } })
    let killed = 0
    const goOn = async (ms: number) => {
      aheadMs = ms
      await app.call('setClock', { aheadMs: ms })
    }
    const times = timesOf({ seed: life.seed, startMs, runs: life.runs })
    for (const [run, atMs] of times.entries()) {
      const draw = drawFrom(`${life.seed}/app/${run}`)
      await goOn(atMs - startMs)
      troubleAt(setup, draw)
      const moment = momentOf(draw)
      if (moment === null) await app.call('runDataset', { id })
      else if ((await app.killAt(moment, 'runDataset', { id })) !== null) {
        killed += 1
        await app.stop()
        app = await startCrashApp(optionsAt(setup, aheadMs))
        // A refresh whose answer was lost is asked for again within the institution's grace. Days later only a relink would help.
        noTrouble(setup)
        await app.call('runDataset', { id })
      }
      noTrouble(setup)
    }
    const endMs = wholeMs((times.at(-1) ?? startMs) + 35 * dayMs)
    for (const hours of [0, 1]) {
      await goOn(endMs + hours * 3_600_000 - Date.now())
      const { outcome, problem } = await app.call('runDataset', { id })
      if (outcome !== 'complete') throw new Error(`the last run is ${outcome}: ${JSON.stringify(problem)}`)
    }
    await app.stop()
    const faultsAt = (atMs: number) =>
      life.accounts.flatMap((account) =>
        differences({ path: fileOf(setup), seed: life.seed, fromDay, atMs }, account),
      )
    // What was posted during the last run is there or not.
    const atEnd = faultsAt(endMs + 3_600_000)
    return { killed, faults: atEnd.length === 0 ? [] : faultsAt(Date.now() + aheadMs) }
  } finally {
    await app.stop()
    await setup.close()
  }
}

const draft: DatasetDraft = {
  name: 'Everything',
  selection: { kind: 'all' },
  categories: ['deposit'],
  since: null,
  schedule: { kind: 'by hand' },
  copies: [],
  whenAccessEnds: 'keep',
}

/** A start at the time that the institution has. */
function optionsAt({ options }: OpenSetup, aheadMs: number): AppOptions {
  const env = {
    ...options.env,
    TZ: 'UTC',
    NODE_OPTIONS: `--import=${shiftClockFile}`,
    MOORING_TEST_CLOCK_SHIFT_MS: String(aheadMs),
  }
  return { ...options, env }
}

function momentOf(draw: Draw): Moment | null {
  switch (draw.below(4)) {
    case 0:
      return { step: draw.below(60) }
    case 1:
      return { step: draw.below(300) }
    default:
      return null
  }
}

/** In one run of five, an institution that is down for a while or sends 429. */
function troubleAt({ bank }: OpenSetup, draw: Draw): void {
  const trouble = draw.below(10)
  if (trouble === 0) bank.misbehave({ down: ['data'], downRequests: 1 + draw.below(8) })
  if (trouble === 1) bank.misbehave({ tooMany: 1, retryAfterSeconds: 120 })
}

function noTrouble({ bank }: OpenSetup): void {
  bank.misbehave({ down: [], tooMany: 0 })
}

function fileOf({ options }: OpenSetup): string {
  const folder = join(options.folder, 'datasets')
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.sqlite'))
  return join(folder, file ?? '')
}
