import type { Mikomo } from '../../electron/main/sandbox/mikomo.ts'
import type { Connection } from '../../shared/models/connection.ts'
import { killAtStart, Refused, startCrashApp, type AppOptions, type CrashApp, type Moment } from './app.ts'
import type { Report } from './verbs.ts'

/** What the rounds run on: a data folder, a keychain and a bank that outlive every kill. */
export interface Setup {
  options: AppOptions
  institutionId: string
  bank: Mikomo
  /** The server takes a token that it has rotated once more for a while. */
  hasGrace: boolean
  /** Grants that the institution held and the app had no row for, over all rounds: each has to be in the activity once. */
  unknownSoFar: number
  /** What the keychain really holds. */
  listSecrets(): Promise<string[]>
}

export type FlowName = 'link' | 'relink' | 'refresh' | 'token' | 'revoke' | 'refresh, then revoke' | 'start'

/** How a kill ended, once the app had started again. */
export type Outcome =
  /** The app and the institution agree, and access works as before or as the flow wanted. */
  | 'agreed'
  /** A token is gone that no client could have kept, and the window says so. */
  | 'reported'

/** What must never come of a kill. */
export type FaultKind = 'lost' | 'orphaned' | 'open'

export class Fault extends Error {
  readonly kind: FaultKind
  constructor(kind: FaultKind, what: string, options?: ErrorOptions) {
    super(what, options)
    this.kind = kind
  }
}

export interface Round {
  flow: FlowName
  /** What it was killed at. */
  step: string
  outcome: Outcome
}

interface Flow {
  /** Brings the app to where the flow begins, and returns how to start it with a fault: a kill, or a full disk from a step on. */
  begin(
    setup: Setup,
    app: CrashApp,
    hit: 'killAt' | 'fillAt',
  ): Promise<(moment: Moment) => Promise<string | null>>
  /** Looks at what became of it, in a new run. */
  end(setup: Setup, app: CrashApp): Promise<Outcome>
}

/**
 * Kills the app at one moment of a flow, starts it again, and holds it to what it says.
 *
 * @param app running; the one that this gives back is to be used from then on
 * @returns a round of null when the flow came to its end before
 * @throws Fault
 */
export async function playRound(
  setup: Setup,
  app: CrashApp,
  { flow, moment, hit = 'killAt' }: { flow: FlowName; moment: Moment; hit?: 'killAt' | 'fillAt' },
): Promise<{ app: CrashApp; round: Round | null }> {
  const hitAt = await flows[flow].begin(setup, app, hit)
  const killed = await hitAt(moment)
  if (hit === 'fillAt') await app.call('freeDisk', { folder: setup.options.folder })
  if (killed === null) return { app: await restarted(setup, app), round: null }

  const after = await restarted(setup, app)
  try {
    const outcome = await flows[flow].end(setup, after)
    await requireTidy(setup, await after.call('report', undefined))
    return { app: after, round: { flow, step: killed, outcome } }
  } catch (thrown) {
    await after.stop()
    const kind = thrown instanceof Fault ? thrown.kind : 'lost'
    throw new Fault(kind, `${flow}, ${hit} ${JSON.stringify(moment)} ${killed}: ${String(thrown)}`, {
      cause: thrown,
    })
  }
}

async function restarted(setup: Setup, app: CrashApp): Promise<CrashApp> {
  await app.stop()
  return startCrashApp(setup.options)
}

const flows: Record<FlowName, Flow> = {
  link: {
    begin: async (setup, app, hit) => {
      for (const { id } of (await app.call('report', undefined)).connections) await remove(app, id)
      return (moment) => app[hit](moment, 'link', { institutionId: setup.institutionId })
    },
    end: async (setup, app) => {
      const { connections, isReported } = await look(setup, app)
      if (connections[0]) return tryOut(setup, app, connections[0])
      return isReported ? 'reported' : 'agreed'
    },
  },

  relink: {
    begin: async (setup, app, hit) => {
      const connectionId = await linked(setup, app)
      return (moment) => app[hit](moment, 'link', { institutionId: setup.institutionId, connectionId })
    },
    end: async (setup, app) => tryOut(setup, app, await theOne(setup, app)),
  },

  refresh: {
    begin: async (setup, app, hit) => {
      const id = await linked(setup, app)
      return (moment) => app[hit](moment, 'refresh', { id })
    },
    end: async (setup, app) => tryOut(setup, app, await theOne(setup, app)),
  },

  token: {
    begin: async (setup, app, hit) => {
      const id = await linked(setup, app)
      return (moment) => app[hit](moment, 'token', { id })
    },
    end: async (setup, app) => tryOut(setup, app, await theOne(setup, app)),
  },

  revoke: {
    begin: async (setup, app, hit) => {
      const id = await linked(setup, app)
      return (moment) => app[hit](moment, 'revoke', { id })
    },
    end: async (setup, app) => {
      const { id } = await theOne(setup, app)
      const after = await app.call('untilRevoked', { id })
      return after.status === 'active' ? tryOut(setup, app, after) : requireRevoked(setup, app, after)
    },
  },

  'refresh, then revoke': {
    begin: async (setup, app, hit) => {
      const id = await linked(setup, app)
      return (moment) => app[hit](moment, 'refresh', { id })
    },
    end: async (setup, app) => {
      const { id } = await theOne(setup, app)
      return requireRevoked(setup, app, await app.call('revoke', { id }))
    },
  },

  /** Killed once in a refresh, at the moment that leaves most behind, and then again while the next start recovers. */
  start: {
    begin: async (setup, app) => {
      const id = await linked(setup, app)
      const steps = await app.stepsOf('refresh', { id })
      const latest = steps.findIndex((step) => step.startsWith('after keychain set of grant'))
      await app.killAt({ step: latest }, 'refresh', { id })
      await app.stop()
      return (moment) => killAtStart(setup.options, moment)
    },
    end: async (setup, app) => tryOut(setup, app, await theOne(setup, app)),
  },
}

/** A connection that works, whatever the round before left. */
async function linked(setup: Setup, app: CrashApp): Promise<string> {
  const [before] = (await app.call('report', undefined)).connections
  if (before?.status === 'active') return before.id
  const { institutionId } = setup
  return app.call('link', { institutionId, connectionId: before?.id })
}

async function remove(app: CrashApp, id: string): Promise<void> {
  const [connection] = (await app.call('report', undefined)).connections
  if (connection?.status === 'active') await app.call('revoke', { id })
  await app.call('remove', { id })
}

async function theOne(setup: Setup, app: CrashApp): Promise<Connection> {
  const { connections } = await look(setup, app)
  const [connection] = connections
  if (!connection || connections.length !== 1) throw new Fault('lost', `${connections.length} connections`)
  return connection
}

interface Look {
  connections: Connection[]
  /** The institution held a grant that the app holds no token of, and the activity says so. */
  isReported: boolean
}

/** What the app shows, after every grant that the institution holds active is a connection of the app or in its activity. */
async function look(setup: Setup, app: CrashApp): Promise<Look> {
  const { connections, leftOver } = await app.call('report', undefined)
  const unknown = activeConsents(setup).filter(
    (grantId) => !connections.some(({ consentId }) => consentId === grantId),
  )
  setup.unknownSoFar += unknown.length
  if (leftOver < setup.unknownSoFar) {
    throw new Fault('lost', `the institution holds ${unknown.length} grants that the activity does not name`)
  }
  for (const grantId of unknown) setup.bank.revokeAtBank(grantId)
  return { connections, isReported: unknown.length > 0 }
}

/** A connection that the app shows as active must work, or say why not. */
async function tryOut(setup: Setup, app: CrashApp, connection: Connection): Promise<Outcome> {
  try {
    const after = await app.call('refresh', { id: connection.id })
    if (after.status !== 'active' || after.problem !== null) throw new Fault('lost', `it is ${after.status}`)
    if (!activeConsents(setup).includes(after.consentId ?? ''))
      throw new Fault('lost', 'ended at the institution')
    return 'agreed'
  } catch (thrown) {
    if (!(thrown instanceof Refused) || thrown.code !== 'answer_lost' || setup.hasGrace) throw thrown
    const after = await theOne(setup, app)
    if (after.status !== 'needs-consent' || after.problem?.code !== 'answer_lost') {
      throw new Fault('lost', `refused as lost, but it is ${after.status}`, { cause: thrown })
    }
    setup.bank.revokeAtBank(after.consentId ?? '')
    return 'reported'
  }
}

/** "Revoked" is said only of what the institution has ended. */
async function requireRevoked(setup: Setup, app: CrashApp, after: Connection): Promise<Outcome> {
  const isActive = activeConsents(setup).includes(after.consentId ?? '')
  if (after.status === 'revoked' && after.receipt && !isActive) {
    await app.call('remove', { id: after.id })
    return 'agreed'
  }
  if (
    after.status === 'cannot-revoke' &&
    after.problem?.code === 'revocation_token_lost' &&
    !setup.hasGrace
  ) {
    setup.bank.revokeAtBank(after.consentId ?? '')
    await app.call('remove', { id: after.id })
    return 'reported'
  }
  const bank = isActive ? 'active' : 'ended'
  throw new Fault('lost', `${after.status} (${after.problem?.code}), ${bank} at the institution`)
}

function activeConsents(setup: Setup): string[] {
  return setup.bank
    .consents()
    .filter(({ state }) => state === 'active')
    .map(({ grantId }) => grantId)
}

/** No attempt is open, and the keychain holds what the app knows of: nothing more, nothing less. */
async function requireTidy(setup: Setup, report: Report): Promise<void> {
  if (report.openAttempts > 0) throw new Fault('open', `${report.openAttempts} attempts are open`)
  if (report.orphans.length > 0)
    throw new Fault('orphaned', `orphans in the ledger: ${report.orphans.join(', ')}`)
  const held = (await setup.listSecrets()).filter((name) => name !== 'canary' && name !== 'stamp')
  const orphaned = held.filter((name) => !report.recorded.includes(wholeOf(name)) || isSpare(name, held))
  const missing = report.recorded.filter((name) => !held.includes(name))
  if (orphaned.length + missing.length > 0) {
    throw new Fault('orphaned', `orphaned: ${orphaned.join(', ')}; missing: ${missing.join(', ')}`)
  }
}

/** A long secret is kept in parts: `{account}#{side}.{number}`. */
function wholeOf(name: string): string {
  return name.split('#')[0] ?? ''
}

/** Parts are on one side; those on the other are of a write that was killed, or of the secret before. */
function isSpare(name: string, held: readonly string[]): boolean {
  return name.includes('#b.') && held.some((other) => other.startsWith(`${wholeOf(name)}#a.`))
}
