import type { Preferences } from '../../../shared/models/app.ts'
import type { UpdateStatus } from '../../../shared/models/updates.ts'
import { AppError, toFailure } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Engine } from './engine.ts'
import { feedAddress } from './feed-address.ts'

/** Checks for updates, downloads them, and installs them when the user confirms. */
export interface Updates {
  status(): UpdateStatus
  /** Checks now, then downloads an update in the background. Never throws: the status has the outcome. */
  look(): Promise<UpdateStatus>
  /** Applies the user's settings. @throws AppError `update_feed_insecure`; then nothing has changed */
  choose(chosen: Pick<Preferences, 'updates' | 'updateFeed'>): void
  /** Quits, installs the downloaded version and starts it. @throws AppError `not_found` when there is none */
  install(): void
  close(): void
}

export interface UpdatesOptions {
  log: Log
  /** Milliseconds UTC. */
  now: () => number
  after: (ms: number, work: () => void) => () => void
  emit: (status: UpdateStatus) => void
  /** Null for a build without a publisher's key. Loads electron-updater, so it is called only when needed. */
  openEngine: ((feed: URL, onRefused: (error: AppError) => void) => Promise<Engine>) | null
  /** False if the system's package manager installs updates. */
  installs: boolean
  builtInFeed: string | null
  /** Quits the app, then does this. */
  quitThen: (last: () => Promise<void>) => void
}

/** Don't compete with startup. */
const firstCheckMs = 60_000
const checkEveryMs = 6 * 60 * 60_000

/** One choice of a feed. A later choice aborts it, and its results are ignored from then on. */
interface Run {
  feed: URL
  controller: AbortController
  engine: Promise<Engine> | null
  looking: Promise<void> | null
  /** Installs the downloaded version. */
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

  function setStatus(of: Run | null, change: Partial<UpdateStatus>): void {
    if (of !== run) return
    status = { ...status, ...change }
    options.emit(status)
  }

  function fail(of: Run, thrown: unknown): void {
    if (of !== run) return
    const problem = toFailure(thrown)
    if (problem.code === 'internal') log.error('update.failed', thrown)
    else log.warn('update.failed', { problem: problem.code, ...problem.detail })
    setStatus(of, { state: 'failed', percent: null, problem })
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
    setStatus(of, { state: 'looking', problem: null })
    try {
      const engine = await open(of)
      const version = await engine.look()
      const found = options.installs ? 'fetching' : 'found'
      setStatus(of, { state: version === null ? 'newest' : found, version, lookedAtMs: options.now() })
      if (version === null) return
      log.info('update.found', { version })
      if (options.installs) void fetchWith(of, engine)
    } catch (thrown) {
      fail(of, thrown)
    } finally {
      of.looking = null
      if (of === run) arm(checkEveryMs)
    }
  }

  async function fetchWith(of: Run, engine: Engine): Promise<void> {
    try {
      await engine.fetch(of.controller.signal, (percent) => {
        if (percent !== status.percent) setStatus(of, { percent })
      })
      of.install = () => engine.install()
      setStatus(of, { state: 'ready', percent: null })
    } catch (thrown) {
      fail(of, thrown)
      if (of === run) arm(checkEveryMs)
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
        arm(firstCheckMs)
      }
      setStatus(run, { ...blank, ...(isOn ? { state: 'waiting' } : {}) })
    },
    install: () => {
      if (!run?.install || status.state !== 'ready') throw new AppError('not_found')
      options.quitThen(run.install)
    },
    close: end,
  }
}
