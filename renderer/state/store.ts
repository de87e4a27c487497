import type { Output } from '../../shared/contract.ts'
import type { Failure } from '../../shared/errors.ts'
import type { AppStatus, KeychainStatus } from '../../shared/models/app.ts'
import type { ConnectionSummary, ListPlace } from '../../shared/models/connection.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call, on, toFailure } from './api.ts'
import { applyChanges, noChanges, type Changes } from './apply-changes.ts'
import { drawn } from './after-paint.ts'

/** What the main process has said is true. The window keeps no other copy of it. */
export interface World {
  app: AppStatus
  keychain: KeychainStatus
  connections: ConnectionSummary[]
  /** Whether these are all of them: of a long list the beginning comes first, and is drawn. */
  isWhole: boolean
  registrations: Registration[]
  institutions: Institution[]
  /** The newest link, running or just ended. */
  link: LinkProgress | null
  /** What a screen reader is told; the id is new for each, so that the same words are said twice. */
  spoken: { id: number; words: string } | null
}

export interface WorldState {
  /** Null until the first answer. */
  world: World | null
  /** Why there is no world: the first calls failed. */
  failure: Failure | null
}

/** What is true, as it changes. */
export interface WorldSource {
  state(): WorldState
  /** @returns how to stop */
  subscribe(listener: () => void): () => void
  /** Reads everything anew. */
  reload(): Promise<void>
  /** Reads registrations and institutions anew, after one was changed. */
  reloadRegistrations(): Promise<void>
  /** The person has seen how the link ended. */
  closeLink(): void
}

const frameMs = 16
/** More than a window shows without scrolling. */
const firstCount = 40
/** So few that neither process holds the whole list twice on its way. */
const pageCount = 500

/** Listens, then asks for what there is. */
export function openWorld(): WorldSource {
  let state: WorldState = { world: null, failure: null }
  const listeners = new Set<() => void>()
  const set = (change: Partial<WorldState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const setWorld = (update: (before: World) => World) => set({ world: state.world && update(state.world) })

  // What comes before the lists do is newer than they are, so it waits for them and is put on top.
  let isLoaded = false
  let others: ((before: World) => World)[] = []
  let changes = noChanges()
  let isPlanned = false
  let flushedMs = -frameMs

  const flush = () => {
    isPlanned = false
    if (!isLoaded) return
    flushedMs = performance.now()
    const [updates, told] = [others, changes]
    others = []
    changes = noChanges()
    setWorld((before) =>
      withChanges(
        updates.reduce((world, update) => update(world), before),
        told,
      ),
    )
  }
  // Thousands of connections can change at once: the window is drawn at once for the first, and once for all that come within a frame of it.
  const soon = () => {
    if (!isLoaded || isPlanned) return
    isPlanned = true
    setTimeout(flush, Math.max(flushedMs + frameMs - performance.now(), 0))
  }
  const change = (update: (before: World) => World) => {
    others.push(update)
    soon()
  }
  on('connection.changed', (connection) => {
    changes.changed.set(connection.id, connection)
    changes.removed.delete(connection.id)
    soon()
  })
  on('connection.removed', ({ id }) => {
    changes.changed.delete(id)
    changes.removed.add(id)
    soon()
  })
  on('link.progress', (link) => change((before) => ({ ...before, link })))
  on('keychain.changed', (keychain) => change((before) => ({ ...before, keychain })))

  const load = async () => {
    isLoaded = false
    try {
      const { next, ...world } = await loadWorld()
      set({ world, failure: null })
      if (next !== null) {
        await drawn()
        const rest = await loadRest(next)
        setWorld((now) => ({ ...now, connections: [...now.connections, ...rest], isWhole: true }))
      }
      isLoaded = true
      flush()
    } catch (thrown) {
      set({ failure: toFailure(thrown) })
    }
  }
  void load()

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reload: load,
    reloadRegistrations: async () => {
      const lists = await loadRegistrations()
      setWorld((before) => ({ ...before, ...lists }))
    },
    closeLink: () => setWorld((before) => ({ ...before, link: null })),
  }
}

/** The beginning of it, and where it goes on. */
async function loadWorld(): Promise<World & { next: ListPlace | null }> {
  const asked = Promise.all([
    call('keychain.status', {}),
    call('connections.list', { after: null, limit: firstCount }),
    call('links.list', {}),
    loadRegistrations(),
  ])
  // Where the data could not be opened all of these fail, and the status says why.
  asked.catch(() => undefined)
  const app = await call('app.status', {})
  if (app.problem) {
    return {
      app,
      keychain: { state: 'keychain' },
      connections: [],
      isWhole: true,
      next: null,
      registrations: [],
      institutions: [],
      link: null,
      spoken: null,
    }
  }
  const [keychain, { connections, next }, links, lists] = await asked
  return {
    app,
    keychain,
    connections,
    isWhole: next === null,
    next,
    link: links.at(-1) ?? null,
    spoken: null,
    ...lists,
  }
}

async function loadRest(from: ListPlace): Promise<ConnectionSummary[]> {
  const rest: ConnectionSummary[] = []
  for (let after: ListPlace | null = from; after !== null;) {
    const page: Output<'connections.list'> = await call('connections.list', { after, limit: pageCount })
    rest.push(...page.connections)
    after = page.next
  }
  return rest
}

async function loadRegistrations(): Promise<Pick<World, 'registrations' | 'institutions'>> {
  const [registrations, institutions] = await Promise.all([
    call('registrations.list', {}),
    call('institutions.list', {}),
  ])
  return { registrations, institutions }
}

function withChanges(world: World, changes: Changes): World {
  if (changes.changed.size === 0 && changes.removed.size === 0) return world
  const { connections, words } = applyChanges(world.connections, changes, Date.now())
  const spoken = words === null ? world.spoken : { id: (world.spoken?.id ?? 0) + 1, words }
  return { ...world, connections, spoken }
}
