import { startCrashApp } from './app.ts'
import { Fault, playRound, type FlowName, type Round } from './rounds.ts'
import { createSetup, type SetupKind } from './setup.ts'

export const allFlows: FlowName[] = [
  'link',
  'relink',
  'refresh',
  'token',
  'revoke',
  'refresh, then revoke',
  'start',
]

export interface Tally {
  rounds: Round[]
  faults: Fault[]
}

/**
 * Kills the app at random moments of random flows, with no regard to what it does just then, against a bank in another process: this one.
 *
 * @param random 0–1
 */
export async function killAtRandom(
  kind: SetupKind,
  { flows = allFlows, kills, random }: { flows?: readonly FlowName[]; kills: number; random: () => number },
): Promise<Tally> {
  const tally: Tally = { rounds: [], faults: [] }
  const setup = await createSetup(kind)
  let app = await startCrashApp(setup.options)
  /** How long each flow takes here, as far as is known; a kill after that shortens it. */
  const longestMs = new Map<FlowName, number>()
  try {
    while (tally.rounds.length < kills) {
      const flow = flows[Math.floor(random() * flows.length)] ?? 'refresh'
      const afterMs = random() * (longestMs.get(flow) ?? firstGuessMs(flow))
      const played = await playRound(setup, app, { flow, moment: { afterMs } })
      app = played.app
      if (played.round === null) longestMs.set(flow, Math.max(afterMs, 5))
      else tally.rounds.push(played.round)
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

/** A start begins with loading the program. */
function firstGuessMs(flow: FlowName): number {
  return flow === 'start' ? 3000 : 400
}
