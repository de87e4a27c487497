import { useEffect, useState } from 'react'
import type { Failure } from '../shared/errors.ts'
import type {
  AppStatus,
  Connection,
  Institution,
  KeychainStatus,
  LinkProgress,
  Registration,
} from '../shared/models.ts'
import { call, on, toFailure } from './api.ts'
import { announcementOf } from './connections/announcement.ts'

/** What the main process has said is true. The window keeps no other copy of it. */
export interface World {
  app: AppStatus
  keychain: KeychainStatus
  connections: Connection[]
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
  /** Reads everything anew. */
  reload(): Promise<void>
  /** Reads registrations and institutions anew, after one was changed. */
  reloadRegistrations(): Promise<void>
  /** The person has seen how the link ended. */
  closeLink(): void
}

export function useWorld(): WorldState {
  const [world, setWorld] = useState<World | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)

  useEffect(() => {
    // What comes before the lists do is newer than they are, so it is put on top of them.
    let early: ((before: World) => World)[] | null = []
    const change = (update: (before: World) => World) => {
      if (early) early.push(update)
      else setWorld((before) => before && update(before))
    }
    const stops = [
      on('connection.changed', (connection) => change((before) => withConnection(before, connection))),
      on('connection.removed', ({ id }) =>
        change((before) => ({
          ...before,
          connections: before.connections.filter((connection) => connection.id !== id),
        })),
      ),
      on('link.progress', (link) => change((before) => ({ ...before, link }))),
      on('keychain.changed', (keychain) => change((before) => ({ ...before, keychain }))),
    ]
    loadWorld().then(
      (loaded) => {
        const updates = early ?? []
        early = null
        setWorld(updates.reduce((before, update) => update(before), loaded))
      },
      (thrown: unknown) => setFailure(toFailure(thrown)),
    )
    return () => stops.forEach((stop) => stop())
  }, [])

  return {
    world,
    failure,
    reload: async () => {
      try {
        setWorld(await loadWorld())
        setFailure(null)
      } catch (thrown) {
        setFailure(toFailure(thrown))
      }
    },
    reloadRegistrations: async () => {
      const lists = await loadRegistrations()
      setWorld((before) => before && { ...before, ...lists })
    },
    closeLink: () => setWorld((before) => before && { ...before, link: null }),
  }
}

async function loadWorld(): Promise<World> {
  const app = await call('app.status', {})
  if (app.problem) {
    return {
      app,
      keychain: { state: 'keychain' },
      connections: [],
      registrations: [],
      institutions: [],
      link: null,
      spoken: null,
    }
  }
  const [keychain, connections, links, lists] = await Promise.all([
    call('keychain.status', {}),
    call('connections.list', {}),
    call('links.list', {}),
    loadRegistrations(),
  ])
  return { app, keychain, connections, link: links.at(-1) ?? null, spoken: null, ...lists }
}

async function loadRegistrations(): Promise<Pick<World, 'registrations' | 'institutions'>> {
  const [registrations, institutions] = await Promise.all([
    call('registrations.list', {}),
    call('institutions.list', {}),
  ])
  return { registrations, institutions }
}

/** In its place, or at the end; and what is to be said of it. */
function withConnection(world: World, changed: Connection): World {
  const before = world.connections.find(({ id }) => id === changed.id)
  const words = announcementOf(before, changed, Date.now())
  return {
    ...world,
    connections: before
      ? world.connections.map((connection) => (connection === before ? changed : connection))
      : [...world.connections, changed],
    spoken: words === null ? world.spoken : { id: (world.spoken?.id ?? 0) + 1, words },
  }
}
