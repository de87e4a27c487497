import type { Page } from 'playwright-core'
import {
  events,
  methods,
  type Envelope,
  type EventName,
  type EventPayload,
  type Handlers,
  type Method,
  type Output,
  type ParsedInput,
} from '../../../shared/contract.ts'
import { mostSpecific } from '../../../electron/main/runtime/refresh-policy.ts'
import { composeDisclosure } from '../../../electron/main/receipts/disclosure.ts'
import type { ErrorCode, Failure, FailureDetail } from '../../../shared/errors.ts'
import type { ListSettings } from '../../../shared/list-arrangement.ts'
import type { Activity } from '../../../shared/models/activity.ts'
import type {
  AppStatus,
  Background,
  OpenRequest,
  ClockStatus,
  Health,
  Preferences,
  KeychainStatus,
} from '../../../shared/models/app.ts'
import type { Connection } from '../../../shared/models/connection.ts'
import type { Disclosure } from '../../../shared/models/disclosure.ts'
import type { Institution } from '../../../shared/models/institution.ts'
import type { LinkProgress } from '../../../shared/models/link.ts'
import type { SetPolicy } from '../../../shared/models/refresh-policy.ts'
import type { Registration } from '../../../shared/models/registration.ts'
import type { Relink, SetupPreview } from '../../../shared/models/setup.ts'
import type { TransactionsPage } from '../../../shared/models/transaction.ts'
import type { UnclaimedLink } from '../../../shared/models/unclaimed-link.ts'
import type { UpdateStatus } from '../../../shared/models/updates.ts'
import { folded } from '../../../shared/plain-text.ts'
import { datasetHandlers, type FakeData } from './fake-datasets.ts'
import { scriptHandlers, type FakeScripts } from './fake-scripts.ts'
import { usualProtections } from '../../../shared/usual-protections.ts'

/** What is true behind the window. */
export interface Scene {
  app: AppStatus
  keychain: KeychainStatus
  clock: ClockStatus
  connections: Connection[]
  list: ListSettings
  registrations: Registration[]
  institutions: Institution[]
  activity: Activity[]
  links: LinkProgress[]
  unclaimed: UnclaimedLink[]
  health: Health
  preferences: Preferences
  policies: SetPolicy[]
  background: Background
  /** The program that was chosen to open links with. */
  browser: string | null
  /** The folder that was chosen for exports. */
  exportFolder: string | null
  updates: UpdateStatus
  /** A menu command or deep link from before the page was ready. */
  openRequest: OpenRequest | null
  /** What the setup file that the user chooses would add; null if they choose none. */
  setup: SetupPreview | null
  relinks: Relink[]
  /** Every page of every account. */
  transactions: TransactionsPage
  data: FakeData
  scripts: FakeScripts
}

/** Thrown by a handler: reaches the window as this failure. */
export class Refused extends Error {
  readonly failure: Failure
  constructor(code: ErrorCode, detail: FailureDetail = {}) {
    super(code)
    this.failure = { code, detail }
  }
}

/** The window makes these by itself: whenever it shows what a server can do, and after the first paint. */
const ownCalls: ReadonlySet<string> = new Set([
  'institutions.describe',
  'datasets.list',
  'scripts.read',
  'certificates.drop',
])

export interface FakeMooring {
  scene: Scene
  /** Every call the window made, in order. */
  calls: { method: string; input: unknown }[]
  /** Tells the window what is now true. */
  emit<E extends EventName>(event: E, payload: EventPayload<E>): Promise<void>
  /** Changes a connection and sends the event. */
  change(id: string, change: Partial<Connection>): Promise<Connection>
}

/** What is to be answered otherwise than by the plain course of things. */
export type Answers = (mooring: FakeMooring) => Partial<Handlers>

/**
 * Stands in for main and preload: `window.mooring` in the page, its state here. Input and output are parsed with the contract as
 * `ipc/serve.ts` does, so that a scene that could not be is found out.
 */
export async function installFakeMooring(
  page: Page,
  scene: Scene,
  answers: Answers = () => ({}),
  now: () => number = Date.now,
): Promise<FakeMooring> {
  const calls: FakeMooring['calls'] = []
  const fake: FakeMooring = {
    scene,
    calls,
    emit: async (event, payload) => {
      const told = page.evaluate(
        ([name, value]) => window.dispatchEvent(new CustomEvent('mooring', { detail: { name, value } })),
        [event, events[event].parse(payload)] as const,
      )
      // A test may close the page while its last press is still being answered.
      await told.catch((thrown: unknown) => {
        if (!page.isClosed()) throw thrown
      })
    },
    change: async (id, change) => {
      const before = findConnection(scene, id)
      const after = { ...before, ...change }
      scene.connections = scene.connections.map((one) => (one.id === id ? after : one))
      await fake.emit('connection.changed', after)
      return after
    },
  }
  const handlers: Handlers = { ...makeHandlers(fake, now), ...answers(fake) }

  const answer = async (method: string, input: unknown): Promise<Envelope> => {
    if (!ownCalls.has(method)) calls.push({ method, input })
    try {
      if (!isMethod(method)) throw new Error(`no method ${method}`)
      return { ok: true, value: await run(handlers, method, input) }
    } catch (thrown) {
      if (thrown instanceof Refused) return { ok: false, error: thrown.failure }
      throw thrown
    }
  }
  // As text: Playwright takes half a minute to hand over a hundred thousand objects.
  await page.exposeFunction('mooringCall', async (method: string, input: unknown) =>
    JSON.stringify(await answer(method, input)),
  )
  await page.addInitScript(() => {
    const ask = Reflect.get(window, 'mooringCall') as (method: string, input: unknown) => Promise<string>
    const call = async (method: string, input: unknown) => JSON.parse(await ask(method, input)) as Envelope
    const on = (event: string, listener: (payload: unknown) => void) => {
      const hear = (told: Event) => {
        const { name, value } = (told as CustomEvent<{ name: string; value: unknown }>).detail
        if (name === event) listener(value)
      }
      window.addEventListener('mooring', hear)
      return () => window.removeEventListener('mooring', hear)
    }
    Object.defineProperty(window, 'mooring', { value: Object.freeze({ call, on }) })
  })
  return fake
}

async function run<M extends Method>(handlers: Handlers, method: M, input: unknown): Promise<unknown> {
  const parsed = methods[method].input.safeParse(input)
  if (!parsed.success) {
    throw new Refused('invalid_input', { field: parsed.error.issues[0]?.path.join('.') ?? '' })
  }
  const handler: (input: never) => unknown = handlers[method]
  return methods[method].output.parse(await handler(parsed.data as never))
}

function isMethod(method: string): method is Method {
  return Object.hasOwn(methods, method)
}

/** As main pages its list; a place is the index of the last one given. */
export function pageOf(
  connections: Connection[],
  { after, limit }: ParsedInput<'connections.list'>,
): Output<'connections.list'> {
  const from = after === null ? 0 : after.createdAtMs + 1
  const end = from + limit
  return {
    connections: connections.slice(from, end),
    next: end < connections.length ? { createdAtMs: end - 1, id: 'place' } : null,
  }
}

function findConnection(scene: Scene, id: string): Connection {
  const found = scene.connections.find((connection) => connection.id === id)
  if (!found) throw new Refused('not_found')
  return found
}

/** The disclosure that the main process gives for an institution. */
export function disclose(scene: Scene, institutionId: string, atMs: number, canRevoke = true): Disclosure {
  const institution = scene.institutions.find(({ id }) => id === institutionId)
  const registration = scene.registrations.find(({ id }) => id === institution?.registrationId)
  if (!institution || !registration) throw new Refused('not_found')
  return composeDisclosure({
    institution,
    registration,
    words: scene.preferences.disclosure,
    canRevoke,
    atMs,
  }).disclosure
}

/** The plain course of things: everything works at once. */
function makeHandlers(fake: FakeMooring, now: () => number): Handlers {
  const { scene } = fake
  const keep = (state: KeychainStatus['state']) => {
    scene.keychain = { state }
    void fake.emit('keychain.changed', scene.keychain)
    return scene.keychain
  }
  const tellLink = async (id: string, change: Partial<LinkProgress>) => {
    const link = scene.links.find((one) => one.id === id)
    if (!link) throw new Refused('not_found')
    scene.links = scene.links.filter((one) => one.id !== id)
    await fake.emit('link.progress', { ...link, ...change })
  }
  return {
    'app.status': () => scene.app,
    'app.open': () => {
      scene.app = { ...scene.app, problem: null, backup: null, readOnly: null }
      return scene.app
    },
    'database.check': () => ({
      isSound: true,
      faults: 0,
      bytes: 131_072,
      durationMs: 12,
      lastBackup: { atMs: now() - 3_600_000, connections: scene.connections.length },
    }),
    'clock.status': () => scene.clock,
    'keychain.status': () => scene.keychain,
    'keychain.retry': () => keep('keychain'),
    'keychain.useMemory': () => keep('memory'),
    'registrations.list': () => scene.registrations,
    'registrations.add': ({ clientSecret, ...input }) => {
      const added = {
        publicKey:
          input.authentication === 'key' ? { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k' } : null,
        ...input,
        protections: input.protections ?? usualProtections,
        readsNumbers: input.readsNumbers ?? false,
        id: `r${scene.registrations.length + 1}`,
        createdAtMs: now(),
      }
      const registration = { ...added, hasSecret: Boolean(clientSecret) }
      scene.registrations = [...scene.registrations, registration]
      return registration
    },
    'registrations.update': ({ clientSecret, id, ...input }) => {
      const before = scene.registrations.find((one) => one.id === id)
      if (!before) throw new Refused('not_found')
      const after = {
        ...before,
        ...input,
        protections: input.protections ?? before.protections,
        readsNumbers: input.readsNumbers ?? before.readsNumbers,
        hasSecret: clientSecret === undefined ? before.hasSecret : true,
      }
      scene.registrations = scene.registrations.map((one) => (one.id === id ? after : one))
      return after
    },
    'certificates.choose': () => ({ offer: { id: 'offer', needsPassword: true } }),
    'certificates.drop': () => ({}),
    'certificates.paste': () => ({ id: 'offer', needsPassword: false }),
    'certificates.read': ({ password }) => {
      if (password === 'wrong') throw new Refused('certificate_unusable', { cause: 'password' })
      return {
        subject: 'CN=Treasury desk, O=Example',
        issuer: 'CN=Example Issuing CA',
        validFromMs: now() - 86_400_000,
        validUntilMs: now() + 300 * 86_400_000,
        fingerprint: 'ab'.repeat(32),
        isSelfSigned: false,
      }
    },
    'hub.change': ({ id, clientId, appId }) => {
      const before = scene.registrations.find((one) => one.id === id)
      if (!before) throw new Refused('not_found')
      const { hub: _before, ...rest } = before
      const after = clientId === '' ? rest : { ...rest, hub: { clientId, appId } }
      scene.registrations = scene.registrations.map((one) => (one.id === id ? after : one))
      return after
    },
    'hub.addConnectors': () => ({ added: 12, known: 3 }),
    'registrations.remove': ({ id }) => {
      scene.registrations = scene.registrations.filter((one) => one.id !== id)
      return {}
    },
    'registrations.testIssuer': () => ({
      supports: {
        refresh: true,
        revocation: true,
        pkce: true,
        key: true,
        device: false,
        pushesRequests: true,
        bindsTokens: true,
        signsAnswers: false,
        postsAnswers: true,
        managesGrants: false,
        certificate: true,
        bindsToCertificate: true,
      },
      scopes: ['openid', 'profile', 'email', 'offline_access'],
    }),
    'institutions.list': () => scene.institutions,
    'institutions.add': (input) => {
      const added = {
        ...input,
        id: `i-new-${scene.institutions.length}`,
        consentDays: 365,
        createdAtMs: now(),
      }
      scene.institutions = [...scene.institutions, added]
      return added
    },
    'institutions.addSeveral': ({ registrationId, institutions }) => {
      const added = institutions.map((one, index): Institution => ({
        ...one,
        id: `i-list-${index}`,
        registrationId,
        consentDays: 365,
        createdAtMs: now(),
      }))
      scene.institutions = [...scene.institutions, ...added]
      return { added: added.length, known: 0 }
    },
    'institutions.change': (change) => {
      const before = scene.institutions.find((one) => one.id === change.id)
      if (!before) throw new Refused('not_found')
      const after = { ...before, ...change }
      scene.institutions = scene.institutions.map((one) => (one.id === change.id ? after : one))
      return after
    },
    'institutions.describe': () => ({ canRevoke: true, publishesKeys: true }),
    'institutions.remove': ({ id }) => {
      scene.institutions = scene.institutions.filter((one) => one.id !== id)
      return {}
    },
    'sandbox.prepare': () => {
      const known = scene.institutions.find(({ connector }) => connector === 'mikomo')
      if (known) return known
      throw new Refused('sandbox_unavailable')
    },
    'links.disclose': ({ institutionId }) => disclose(scene, institutionId, now()),
    'links.start': ({ institutionId, connectionId, loginName, flow: way }) => {
      const institution = scene.institutions.find(({ id }) => id === institutionId)
      const registration = scene.registrations.find(({ id }) => id === institution?.registrationId)
      if (!institution || !registration) throw new Refused('not_found')
      const link: LinkProgress = {
        id: `l${fake.calls.length}`,
        institutionId,
        institutionName: institution.name,
        registrationName: registration.name,
        connectionId: connectionId ?? null,
        loginName: loginName ?? null,
        step: 'waiting',
        redirectUri: 'http://127.0.0.1:49213/r/8d2cQx0Zb1u3T5v7',
        flow: way ?? (registration.redirect.mode === 'paste' ? 'paste' : 'redirect'),
        device:
          way === 'device' ? { userCode: 'WDJB-MJHT', verificationUri: 'https://bank.example/device' } : null,
        disclosure: disclose(scene, institutionId, now()),
        hasDeviceFlow: registration.environment.kind === 'openid',
        deadlineMs: now() + 271_000,
        linkedConnectionId: null,
        problem: null,
      }
      scene.links = [link]
      void fake.emit('link.progress', link)
      return link
    },
    'links.list': () => scene.links,
    'links.cancel': async ({ id }) => {
      await tellLink(id, { step: 'failed', problem: { code: 'link_cancelled', detail: {} } })
      return {}
    },
    'links.reopen': () => ({}),
    'links.copy': () => ({}),
    'links.paste': () => ({}),
    'connections.list': (page) => pageOf(scene.connections, page),
    'connections.read': ({ id }) => findConnection(scene, id),
    'connections.label': async ({ ids, add, remove }) => {
      for (const id of ids) {
        const kept = findConnection(scene, id).labels.filter((label) => !remove.includes(label))
        await fake.change(id, { labels: [...new Set([...kept, ...add])] })
      }
      return {}
    },
    'policies.list': ({ connectionIds }) =>
      scene.policies.filter(
        ({ target }) => target.kind !== 'connection' || connectionIds.includes(target.id),
      ),
    'policies.change': async ({ targets, policy }) => {
      const names = new Set(targets.map((target) => JSON.stringify(target)))
      scene.policies = [
        ...scene.policies.filter(({ target }) => !names.has(JSON.stringify(target))),
        ...(policy === null ? [] : targets.map((target) => ({ target, policy }))),
      ]
      for (const { id, institutionId, labels } of scene.connections) {
        const set = scene.policies.filter(({ target }) =>
          target.kind === 'label' ? labels.includes(target.label) : [id, institutionId].includes(target.id),
        )
        await fake.change(id, { refreshPolicy: mostSpecific(set) })
      }
      return {}
    },
    'list.read': () => scene.list,
    'list.change': (list) => {
      scene.list = list
      return {}
    },
    'connections.refresh': ({ id }) =>
      fake.change(id, { problem: null, dataAsOfMs: now(), refreshedAtMs: now() }),
    'connections.revoke': ({ id }) =>
      fake.change(id, { status: 'revoking', undoUntilMs: now() + 5000, tokenGoodUntilMs: null }),
    'connections.revokeSeveral': ({ ids }) =>
      Promise.all(ids.map((id) => fake.change(id, { status: 'revoking', undoUntilMs: now() + 5000 }))),
    'connections.undoRevoke': ({ id }) => fake.change(id, { status: 'active', undoUntilMs: null }),
    'connections.undoSeveral': async ({ ids }) => {
      for (const id of ids) await fake.change(id, { status: 'active', undoUntilMs: null })
      return {}
    },
    'connections.retryRevoke': ({ id }) => findConnection(scene, id),
    'connections.openSettings': () => ({}),
    'unclaimed.list': () => scene.unclaimed,
    'unclaimed.takeBack': () => {
      throw new Refused('not_found')
    },
    'unclaimed.end': () => ({}),
    'connections.remove': async ({ id }) => {
      scene.connections = scene.connections.filter((connection) => connection.id !== id)
      await fake.emit('connection.removed', { id })
      return {}
    },
    'activity.list': ({ connectionId, kinds, words = [], limit, beforeId = Infinity }) =>
      scene.activity
        .filter((line) => connectionId === undefined || line.connectionId === connectionId)
        .filter((line) => kinds === undefined || kinds.includes(line.kind))
        .filter((line) =>
          words.every(
            (word) =>
              word.kinds.includes(line.kind) ||
              folded([line.institutionName, line.login, ...line.labels].join(' ')).includes(
                folded(word.text),
              ),
          ),
        )
        .filter((line) => line.id < beforeId)
        .slice(0, limit),
    'activity.export': () => ({ saved: true }),
    'receipts.export': () => ({ saved: true }),
    'transactions.read': () => ({ ...scene.transactions, next: 'page-2' }),
    'transactions.more': () => ({ ...scene.transactions, next: null }),
    'transactions.export': () => ({ saved: true }),
    'holdings.read': () => ({ holdings: [], unreadable: 0, isPartial: false, interactionId: null }),
    'holdings.taxLots': () => ({ taxLots: [], unreadable: 0, isPartial: false }),
    'holdings.export': () => ({ saved: true }),
    'holdings.exportTaxLots': () => ({ saved: true }),
    'accountNumbers.read': () => ({
      numbers: [{ bank: '000000000', account: '9000000071', isToken: false, network: 'US_ACH' }],
      unreadable: 0,
      isPartial: false,
    }),
    'owner.export': () => ({ saved: true }),
    'owner.read': () => ({
      owner: { names: [], addresses: [], phones: [], emails: [], unreadable: [] },
      isPartial: false,
    }),
    'documents.list': () => ({ documents: [], unreadable: 0, isPartial: false }),
    'documents.save': () => ({ saved: true }),
    'accounts.list': ({ connectionIds }) =>
      connectionIds.map((connectionId) => ({
        connectionId,
        accounts: scene.connections.find(({ id }) => id === connectionId)?.accounts ?? [],
      })),
    'accounts.export': () => ({ saved: true }),
    'refreshes.read': () => ({ run: null }),
    'refreshes.start': async ({ ids: { length: total } }) => {
      const run = { total, done: total, failed: 0, state: 'done' as const }
      await fake.emit('bulk.progress', { run })
      return { run }
    },
    'refreshes.cancel': () => ({}),
    'refreshes.dismiss': async () => {
      await fake.emit('bulk.progress', { run: null })
      return {}
    },
    'exports.cancel': () => ({}),
    'files.show': () => ({}),
    ...datasetHandlers(fake, now),
    ...scriptHandlers(fake, now),
    'setup.export': () => ({ saved: true }),
    'setup.choose': () => ({ preview: scene.setup }),
    'setup.apply': async () => {
      await fake.emit('relinks.changed', { count: scene.relinks.length })
      return {}
    },
    'relinks.list': () => scene.relinks,
    'relinks.remove': async ({ id }) => {
      scene.relinks = scene.relinks.filter((one) => one.id !== id)
      await fake.emit('relinks.changed', { count: scene.relinks.length })
      return {}
    },
    'health.check': () => scene.health,
    'health.tryBrowser': () => ({ arrived: true }),
    'health.export': () => ({ saved: true }),
    'openRequest.take': () => {
      const { openRequest: request } = scene
      scene.openRequest = null
      return { request }
    },
    'exportFolder.read': () => ({ folder: scene.exportFolder }),
    'exportFolder.choose': () => {
      scene.exportFolder = '/home/ana/Exports'
      return { folder: scene.exportFolder }
    },
    'exportFolder.useSystem': () => {
      scene.exportFolder = null
      return { folder: null }
    },
    'preferences.read': () => scene.preferences,
    'preferences.change': (chosen) => {
      const isSwitched = scene.preferences.areScriptsOn !== chosen.areScriptsOn
      scene.preferences = chosen
      if (isSwitched) void fake.emit('scripts.changed', {})
      return chosen
    },
    'background.read': () => scene.background,
    'background.startAtLogin': ({ isOn }) => {
      scene.background = { ...scene.background, login: isOn ? 'on' : 'off' }
      return scene.background
    },
    'window.endHidden': () => ({}),
    'browser.read': () => ({ program: scene.browser }),
    'browser.choose': () => ({ program: (scene.browser = '/usr/bin/firefox-esr') }),
    'browser.useSystem': () => ({ program: (scene.browser = null) }),
    'updates.status': () => scene.updates,
    'updates.look': () => scene.updates,
    'updates.install': () => ({}),
    'clipboard.copy': () => ({}),
  }
}
