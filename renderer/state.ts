import { useEffect, useState } from 'react'
import type { Failure } from '../shared/errors.ts'
import type { AppStatus, KeychainStatus } from '../shared/models/app.ts'
import type { ConnectionSummary } from '../shared/models/connection.ts'
import type { Institution } from '../shared/models/institution.ts'
import type { LinkProgress } from '../shared/models/link.ts'
import type { Registration } from '../shared/models/registration.ts'
import { call, on, toFailure } from './api.ts'
import { applyChanges, noChanges, type Changes } from './changes.ts'
import { drawn } from './drawn.ts'

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

const frameMs = 16
/** More than a window shows without scrolling. */
const firstCount = 40

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
    // What comes before the lists do is newer than they are, so it waits for them and is put on top.
    let isLoaded = false
    let others: ((before: World) => World)[] = []
    let changes = noChanges()
    let timer: ReturnType<typeof setTimeout> | null = null
    let flushedMs = -frameMs

    const flush = () => {
      timer = null
      flushedMs = performance.now()
      const [updates, told] = [others, changes]
      others = []
      changes = noChanges()
      setWorld(
        (before) =>
          before &&
          withChanges(
            updates.reduce((world, update) => update(world), before),
            told,
          ),
      )
    }
    // Thousands of connections can change at once: the window is drawn at once for the first, and once for all that come within a frame of it.
    const soon = () => {
      if (isLoaded) timer ??= setTimeout(flush, Math.max(flushedMs + frameMs - performance.now(), 0))
    }
    const change = (update: (before: World) => World) => {
      others.push(update)
      soon()
    }
    const stops = [
      on('connection.changed', (connection) => {
        changes.changed.set(connection.id, connection)
        changes.removed.delete(connection.id)
        soon()
      }),
      on('connection.removed', ({ id }) => {
        changes.changed.delete(id)
        changes.removed.add(id)
        soon()
      }),
      on('link.progress', (link) => change((before) => ({ ...before, link }))),
      on('keychain.changed', (keychain) => change((before) => ({ ...before, keychain }))),
    ]
    load(setWorld).then(
      () => {
        isLoaded = true
        flush()
      },
      (thrown: unknown) => setFailure(toFailure(thrown)),
    )
    return () => {
      if (timer !== null) clearTimeout(timer)
      stops.forEach((stop) => stop())
    }
  }, [])

  return {
    world,
    failure,
    reload: async () => {
      try {
        await load(setWorld)
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

type SetWorld = (update: (before: World | null) => World | null) => void

async function load(setWorld: SetWorld): Promise<void> {
  const first = await loadWorld()
  setWorld(() => first)
  if (first.isWhole) return
  await drawn()
  const connections = await call('connections.list', {})
  setWorld((before) => before && { ...before, connections, isWhole: true })
}

/** With no more connections than are drawn at first. */
async function loadWorld(): Promise<World> {
  const app = await call('app.status', {})
  if (app.problem) {
    return {
      app,
      keychain: { state: 'keychain' },
      connections: [],
      isWhole: true,
      registrations: [],
      institutions: [],
      link: null,
      spoken: null,
    }
  }
  const [keychain, connections, links, lists] = await Promise.all([
    call('keychain.status', {}),
    call('connections.list', { limit: firstCount }),
    call('links.list', {}),
    loadRegistrations(),
  ])
  const isWhole = connections.length < firstCount
  return { app, keychain, connections, isWhole, link: links.at(-1) ?? null, spoken: null, ...lists }
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
