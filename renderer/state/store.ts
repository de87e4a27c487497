import type { Output } from '../../shared/contract.ts'
import type { Failure } from '../../shared/errors.ts'
import { plainListSettings, type ListSettings } from '../../shared/list-arrangement.ts'
import type { AppStatus, Backup, KeychainStatus } from '../../shared/models/app.ts'
import type { ConnectionSummary, ListCursor } from '../../shared/models/connection.ts'
import type { Institution } from '../../shared/models/institution.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { call, on, toFailure } from './api.ts'
import { applyChanges, noChanges, type Changes } from './apply-changes.ts'
import { afterPaint } from './after-paint.ts'

/** The state received from the main process. The window keeps no other copy. */
export interface Store {
  app: AppStatus
  keychain: KeychainStatus
  connections: ConnectionSummary[]
  /** False while only the first page of connections is loaded. */
  isWhole: boolean
  /** As the list was left the last time. */
  list: ListSettings
  registrations: Registration[]
  institutions: Institution[]
  /** The latest link, running or just ended. */
  link: LinkProgress | null
  /** For screen readers. The id changes each time, so that a repeated text is announced again. */
  announcement: { id: number; text: string } | null
}

export interface StoreState {
  /** Null until the first answer. */
  store: Store | null
  /** Why there is no store: the first calls failed. */
  failure: Failure | null
  /** The backup that can be restored if the calls failed because the database is damaged. */
  backup: Backup | null
}

/** The store and its updates. */
export interface StoreSource {
  state(): StoreState
  /** @returns unsubscribes */
  subscribe(listener: () => void): () => void
  /** Loads everything again. */
  reload(): Promise<void>
  /** Loads registrations and institutions again, after a change. */
  reloadRegistrations(): Promise<void>
  /** Removes the link after the user has seen how it ended. */
  closeLink(): void
}

const frameMs = 16
/** More rows than a window shows without scrolling. */
const firstCount = 40
/** Small enough that neither process holds the whole list twice while it is sent. */
const pageCount = 500

/** Subscribes to events, then loads the current state. */
export function createStore(): StoreSource {
  let state: StoreState = { store: null, failure: null, backup: null }
  const listeners = new Set<() => void>()
  const set = (change: Partial<StoreState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const setStore = (update: (before: Store) => Store) => set({ store: state.store && update(state.store) })

  // Events that arrive before the lists are newer than them: keep them and apply them afterwards.
  let isLoaded = false
  let updates: ((before: Store) => Store)[] = []
  let changes = noChanges()
  let isScheduled = false
  let flushedMs = -frameMs

  const flush = () => {
    isScheduled = false
    if (!isLoaded) return
    flushedMs = performance.now()
    const [pendingUpdates, pendingChanges] = [updates, changes]
    updates = []
    changes = noChanges()
    setStore((before) =>
      withChanges(
        pendingUpdates.reduce((store, update) => update(store), before),
        pendingChanges,
      ),
    )
  }
  // Thousands of connections can change at once: render the first immediately, and the others at most once a frame.
  const scheduleFlush = () => {
    if (!isLoaded || isScheduled) return
    isScheduled = true
    setTimeout(flush, Math.max(flushedMs + frameMs - performance.now(), 0))
  }
  const change = (update: (before: Store) => Store) => {
    updates.push(update)
    scheduleFlush()
  }
  on('connection.changed', (connection) => {
    changes.changed.set(connection.id, connection)
    changes.removed.delete(connection.id)
    scheduleFlush()
  })
  on('connection.removed', ({ id }) => {
    changes.changed.delete(id)
    changes.removed.add(id)
    scheduleFlush()
  })
  on('link.progress', (link) => change((before) => ({ ...before, link })))
  on('keychain.changed', (keychain) => change((before) => ({ ...before, keychain })))

  const load = async () => {
    isLoaded = false
    try {
      const { next, ...store } = await loadStore()
      set({ store, failure: null, backup: null })
      if (next !== null) {
        await afterPaint()
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
  // What a consent's date means follows from the clock: every row may have changed.
  on('clock.changed', () => void load())
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

/** The state with the first page of connections, and the cursor of the next page. */
async function loadStore(): Promise<Store & { next: ListCursor | null }> {
  const lists = Promise.all([
    call('keychain.status', {}),
    call('connections.list', { after: null, limit: firstCount }),
    call('links.list', {}),
    call('list.read', {}),
    loadRegistrations(),
  ])
  // If the data could not be opened, all of these fail, and app.status says why.
  lists.catch(() => undefined)
  const app = await call('app.status', {})
  if (app.problem) {
    return {
      app,
      keychain: { state: 'keychain' },
      connections: [],
      isWhole: true,
      next: null,
      list: plainListSettings,
      registrations: [],
      institutions: [],
      link: null,
      announcement: null,
    }
  }
  const [keychain, { connections, next }, links, list, registrationLists] = await lists
  return {
    app,
    keychain,
    connections,
    isWhole: next === null,
    next,
    list,
    link: links.at(-1) ?? null,
    announcement: null,
    ...registrationLists,
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
  const { connections, announcement } = applyChanges(store.connections, changes, Date.now())
  if (announcement === null) return { ...store, connections }
  const id = (store.announcement?.id ?? 0) + 1
  return { ...store, connections, announcement: { id, text: announcement } }
}
