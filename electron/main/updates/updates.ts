import type { Preferences } from '../../../shared/models/app.ts'
import type { UpdateStatus } from '../../../shared/models/updates.ts'
import { AppError, toFailure } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Engine } from './engine.ts'
import { feedAddress } from './feed-address.ts'

/** Newer versions of the app: looked for, fetched, and installed when the person says so. */
export interface Updates {
  status(): UpdateStatus
  /** Looks now. What is newer is then fetched behind it. Never throws: how it went is in the status. */
  look(): Promise<UpdateStatus>
  /** Takes on what the person chose. @throws AppError `update_feed_insecure`; then nothing has changed */
  choose(chosen: Pick<Preferences, 'updates' | 'updateFeed'>): void
  /** Quits, installs what is ready and starts it. @throws AppError `not_found` when nothing is */
  install(): void
  close(): void
}

export interface UpdatesOptions {
  log: Log
  /** Milliseconds UTC. */
  now: () => number
  after: (ms: number, work: () => void) => () => void
  emit: (status: UpdateStatus) => void
  /** Null where nobody's word could be believed: the build carries no key. Loads electron-updater, so only when it is needed. */
  openEngine: ((feed: URL, onRefused: (error: AppError) => void) => Promise<Engine>) | null
  /** False where the system's package manager installs. */
  installs: boolean
  builtInFeed: string | null
  /** Quits the app, and does this last. */
  quitThen: (last: () => Promise<void>) => void
}

/** Not while the app starts: the person's own work comes first. */
const firstLookMs = 60_000
const betweenLooksMs = 6 * 60 * 60_000

/** One choice of a feed: a later choice ends it, and what it still learns counts no more. */
interface Run {
  feed: URL
  controller: AbortController
  engine: Promise<Engine> | null
  looking: Promise<void> | null
  /** Installs what was fetched. */
  install: (() => Promise<void>) | null
}

export function openUpdates(options: UpdatesOptions): Updates {
  const { log } = options
  const blank: UpdateStatus = {
    state: options.openEngine ? 'off' : 'unavailable',
    version: null,
    percent: null,
    lookedAtMs: null,
    problem: null,
    builtInFeed: options.builtInFeed,
  }
  let status = blank
  let run: Run | null = null
  let disarm = () => {}

  function tell(of: Run | null, change: Partial<UpdateStatus>): void {
    if (of !== run) return
    status = { ...status, ...change }
    options.emit(status)
  }

  function fail(of: Run, thrown: unknown): void {
    if (of !== run) return
    const problem = toFailure(thrown)
    if (problem.code === 'internal') log.error('update.failed', thrown)
    else log.warn('update.failed', { problem: problem.code, ...problem.detail })
    tell(of, { state: 'failed', percent: null, problem })
  }

  function arm(ms: number): void {
    disarm()
    disarm = options.after(ms, () => void look())
  }

  async function look(): Promise<UpdateStatus> {
    if (run && status.state !== 'ready' && status.state !== 'fetching') {
      run.looking ??= lookWith(run)
      await run.looking
    }
    return status
  }

  async function lookWith(of: Run): Promise<void> {
    tell(of, { state: 'looking', problem: null })
    try {
      const engine = await open(of)
      const version = await engine.look()
      const found = options.installs ? 'fetching' : 'found'
      tell(of, { state: version === null ? 'newest' : found, version, lookedAtMs: options.now() })
      if (version === null) return
      log.info('update.found', { version })
      if (options.installs) void fetchWith(of, engine)
    } catch (thrown) {
      fail(of, thrown)
    } finally {
      of.looking = null
      if (of === run) arm(betweenLooksMs)
    }
  }

  async function fetchWith(of: Run, engine: Engine): Promise<void> {
    try {
      await engine.fetch(of.controller.signal, (percent) => {
        if (percent !== status.percent) tell(of, { percent })
      })
      of.install = () => engine.install()
      tell(of, { state: 'ready', percent: null })
    } catch (thrown) {
      fail(of, thrown)
      if (of === run) arm(betweenLooksMs)
    }
  }

  function open(of: Run): Promise<Engine> {
    if (!options.openEngine) throw new AppError('not_found')
    of.engine ??= options.openEngine(of.feed, (error) => fail(of, error))
    return of.engine
  }

  function end(): void {
    disarm()
    run?.controller.abort()
    run = null
  }

  return {
    status: () => status,
    look,
    choose: ({ updates, updateFeed }) => {
      const address = updateFeed ?? options.builtInFeed
      const feed = address === null ? null : feedAddress(address)
      const isOn = updates && feed !== null && options.openEngine !== null
      if (isOn && run?.feed.href === feed.href) return
      end()
      if (isOn) {
        run = { feed, controller: new AbortController(), engine: null, looking: null, install: null }
        arm(firstLookMs)
      }
      tell(run, { ...blank, ...(isOn ? { state: 'waiting' } : {}) })
    },
    install: () => {
      if (!run?.install || status.state !== 'ready') throw new AppError('not_found')
      options.quitThen(run.install)
    },
    close: end,
  }
}
