import { useEffect, useState } from 'react'
import type {
  AppStatus,
  Connection,
  Institution,
  KeychainStatus,
  LinkProgress,
  Registration,
} from '../shared/models.ts'
import { call, on } from './api.ts'

/** What the main process has said is true. The window keeps no other copy of it. */
export interface World {
  app: AppStatus
  keychain: KeychainStatus
  connections: Connection[]
  registrations: Registration[]
  institutions: Institution[]
  /** The newest link, running or just ended. */
  link: LinkProgress | null
}

export interface WorldState {
  /** Null until the first answer. */
  world: World | null
  /** Reads registrations and institutions anew, after one was changed. */
  reloadRegistrations(): Promise<void>
  /** The person has seen how the link ended. */
  closeLink(): void
}

export function useWorld(): WorldState {
  const [world, setWorld] = useState<World | null>(null)

  useEffect(() => {
    const change = (update: (before: World) => World) => setWorld((before) => before && update(before))
    const stops = [
      on('connection.changed', (connection) =>
        change((before) => ({ ...before, connections: withConnection(before.connections, connection) })),
      ),
      on('connection.removed', ({ id }) =>
        change((before) => ({
          ...before,
          connections: before.connections.filter((connection) => connection.id !== id),
        })),
      ),
      on('link.progress', (link) => change((before) => ({ ...before, link }))),
      on('keychain.changed', (keychain) => change((before) => ({ ...before, keychain }))),
    ]
    void loadWorld().then(setWorld)
    return () => stops.forEach((stop) => stop())
  }, [])

  return {
    world,
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
    }
  }
  const [keychain, connections, links, lists] = await Promise.all([
    call('keychain.status', {}),
    call('connections.list', {}),
    call('links.list', {}),
    loadRegistrations(),
  ])
  return { app, keychain, connections, link: links.at(-1) ?? null, ...lists }
}

async function loadRegistrations(): Promise<Pick<World, 'registrations' | 'institutions'>> {
  const [registrations, institutions] = await Promise.all([
    call('registrations.list', {}),
    call('institutions.list', {}),
  ])
  return { registrations, institutions }
}

/** In its place, or at the end. */
function withConnection(connections: Connection[], changed: Connection): Connection[] {
  const isKnown = connections.some(({ id }) => id === changed.id)
  return isKnown
    ? connections.map((connection) => (connection.id === changed.id ? changed : connection))
    : [...connections, changed]
}
