import type { Output } from '../../shared/contract.ts'
import type { Failure } from '../../shared/errors.ts'
import type { AppStatus, Backup, KeychainStatus } from '../../shared/models/app.ts'
import type { ConnectionSummary, ListCursor } from '../../shared/models/connection.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call, on, toFailure } from './api.ts'
import { applyChanges, noChanges, type Changes } from './apply-changes.ts'
import { painted } from './after-paint.ts'

/** What the main process has said is true. The window keeps no other copy of it. */
export interface Store {
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

export interface StoreState {
  /** Null until the first answer. */
  store: Store | null
  /** Why there is no world: the first calls failed. */
  failure: Failure | null
  /** The copy that can be put back, where the calls failed because the database is damaged. */
  backup: Backup | null
}

/** What is true, as it changes. */
export interface StoreSource {
  state(): StoreState
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
export function createStore(): StoreSource {
  let state: StoreState = { store: null, failure: null, backup: null }
  const listeners = new Set<() => void>()
  const set = (change: Partial<StoreState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const setStore = (update: (before: Store) => Store) => set({ store: state.store && update(state.store) })

  // What comes before the lists do is newer than they are, so it waits for them and is put on top.
  let isLoaded = false
  let others: ((before: Store) => Store)[] = []
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
    setStore((before) =>
      withChanges(
        updates.reduce((store, update) => update(store), before),
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
  const change = (update: (before: Store) => Store) => {
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
      const { next, ...store } = await loadStore()
      set({ store, failure: null, backup: null })
      if (next !== null) {
        await painted()
        const rest = await loadRest(next)
        setStore((now) => ({ ...now, connections: [...now.connections, ...rest], isWhole: true }))
      }
      isLoaded = true
      flush()
    } catch (thrown) {
      const failure = toFailure(thrown)
      set({ failure, backup: failure.code === 'database_damaged' ? await lastBackup() : null })
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
      setStore((before) => ({ ...before, ...lists }))
    },
    closeLink: () => setStore((before) => ({ ...before, link: null })),
  }
}

async function lastBackup(): Promise<Backup | null> {
  return (await call('database.check', {}).catch(() => null))?.lastBackup ?? null
}

/** The beginning of it, and where it goes on. */
async function loadStore(): Promise<Store & { next: ListCursor | null }> {
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

async function loadRest(from: ListCursor): Promise<ConnectionSummary[]> {
  const rest: ConnectionSummary[] = []
  for (let after: ListCursor | null = from; after !== null;) {
    const page: Output<'connections.list'> = await call('connections.list', { after, limit: pageCount })
    rest.push(...page.connections)
    after = page.next
  }
  return rest
}

async function loadRegistrations(): Promise<Pick<Store, 'registrations' | 'institutions'>> {
  const [registrations, institutions] = await Promise.all([
    call('registrations.list', {}),
    call('institutions.list', {}),
  ])
  return { registrations, institutions }
}

function withChanges(store: Store, changes: Changes): Store {
  if (changes.changed.size === 0 && changes.removed.size === 0) return store
  const { connections, words } = applyChanges(store.connections, changes, Date.now())
  const spoken = words === null ? store.spoken : { id: (store.spoken?.id ?? 0) + 1, words }
  return { ...store, connections, spoken }
}
