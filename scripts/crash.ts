import { parseArgs } from 'node:util'
import { startCrashApp } from '../test/crash/app.ts'
import { allFlows, killAtRandom, type Tally } from '../test/crash/random-kills.ts'
import { Fault, playRound, type FaultKind, type FlowName, type Outcome } from '../test/crash/rounds.ts'
import { createSetup, type SetupKind } from '../test/crash/setup.ts'
import { seededRandom } from '../test/support/seeded-random.ts'
import { testPackages, ensureSystemPackages } from './system-packages.ts'

const servers: Record<string, Omit<SetupKind, 'keychain'>> = {
  'no grace': { hasGrace: false, hasLongTokens: false },
  grace: { hasGrace: true, hasLongTokens: false },
  'grace, long tokens': { hasGrace: true, hasLongTokens: true },
}

interface Wanted {
  flows: readonly FlowName[]
  servers: readonly string[]
  kills: number
  /** At every step of every flow, in turn, instead of at random moments. */
  steps: boolean
  seed: number
}

/** Kills the app again and again, and prints how each kill ended. */
async function main(wanted: Wanted, keychain: SetupKind['keychain']): Promise<void> {
  if (keychain === 'system') ensureSystemPackages(testPackages)
  console.log(`seed: ${wanted.seed}`)
  console.log(`keychain: ${keychain === 'system' ? 'the Secret Service' : 'files behind the same protocol'}`)
  console.log(
    row(['flow', 'server', 'steps', 'kills', 'agreed', 'reported', 'lost', 'orphaned', 'open', 'time']),
  )
  for (const [server, kind] of Object.entries(servers).filter(([name]) => wanted.servers.includes(name))) {
    const setup = { ...kind, keychain }
    if (wanted.steps) {
      for (const flow of wanted.flows) {
        await report(flow, server, () => killAgainAndAgain(setup, flow, wanted.kills))
      }
    } else {
      const random = seededRandom(wanted.seed)
      await report('random', server, () =>
        killAtRandom(setup, { flows: wanted.flows, kills: wanted.kills, random }),
      )
    }
  }
}

async function report(flow: string, server: string, kill: () => Promise<Tally>): Promise<void> {
  const startedMs = performance.now()
  const tally = await kill()
  console.log(summary(flow, server, tally, performance.now() - startedMs))
  for (const { message } of tally.faults) console.log(`  ${message}`)
  if (tally.faults.length > 0) process.exitCode = 1
}

/** After a fault its leftovers would disturb every later round of this setup: the flow ends there. */
async function killAgainAndAgain(kind: SetupKind, flow: FlowName, kills: number): Promise<Tally> {
  const tally: Tally = { rounds: [], faults: [] }
  const setup = await createSetup(kind)
  let app = await startCrashApp(setup.options)
  try {
    for (let step = 0; tally.rounds.length < kills;) {
      const played = await playRound(setup, app, { flow, moment: { step } })
      app = played.app
      if (played.round) tally.rounds.push(played.round)
      step = played.round === null ? 0 : step + 1
    }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    tally.faults.push(thrown)
  } finally {
    await app.stop()
    await setup.close()
  }
  return tally
}

function summary(flow: string, server: string, { rounds, faults }: Tally, ms: number): string {
  const ended = (wanted: Outcome) => rounds.filter(({ outcome }) => outcome === wanted).length
  const faulty = (wanted: FaultKind) => faults.filter(({ kind }) => kind === wanted).length
  return row([
    flow,
    server,
    `${new Set(rounds.map(({ step }) => step)).size}`,
    `${rounds.length + faults.length}`,
    `${ended('agreed')}`,
    `${ended('reported')}`,
    `${faulty('lost')}`,
    `${faulty('orphaned')}`,
    `${faulty('open')}`,
    `${Math.round(ms / 1000)} s`,
  ])
}

const widths = [22, 20, 7, 7, 8, 10, 6, 10, 6, 8]

function row(cells: string[]): string {
  return cells.map((cell, index) => cell.padEnd(widths[index] ?? 8)).join('')
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    steps: { type: 'boolean', default: false },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    keychain: { type: 'string', default: process.platform === 'linux' ? 'system' : 'files' },
    flow: { type: 'string', multiple: true, default: allFlows },
    server: { type: 'string', multiple: true, default: Object.keys(servers) },
  },
})
await main(
  {
    flows: allFlows.filter((flow) => values.flow.includes(flow)),
    servers: values.server,
    kills: Number(values.kills),
    steps: values.steps,
    seed: Number(values.seed),
  },
  values.keychain === 'files' ? 'files' : 'system',
)
