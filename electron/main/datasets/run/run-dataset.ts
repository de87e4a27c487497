import { errorTraits } from '../../../../shared/error-traits.ts'
import type { Failure } from '../../../../shared/errors.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import type { ChangeCounts, RunResult } from '../../../../shared/models/dataset.ts'
import { keychainError } from '../../connections/tokens/secret-store.ts'
import { toFailure } from '../../core/errors.ts'
import { listAccounts } from '../../store/accounts.ts'
import type { DatasetRow } from '../../store/datasets.ts'
import { bringUpCopies } from '../bring-up-copies.ts'
import { endedIn } from '../ended-access.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import type { DatasetFile } from '../store/dataset-file.ts'
import { datasetError } from '../store/failures.ts'
import { countRows, type Size } from '../store/queries.ts'
import { deleteConnection } from '../store/delete-connection.ts'
import { beginRun, endRun } from '../store/runs.ts'
import { bringUpTeam } from '../team/bring-up-team.ts'
import { heldUntilMs, type RunCause } from './hold.ts'
import { readConnection, type ConnectionRead } from './read-connection.ts'
import { hasAccessEnded } from '../selection.ts'
import { selectedConnections } from './selected-connections.ts'

export interface Ran {
  result: RunResult
  /** What the file has now; null if it could not be read. */
  size: Size | null
  /** Connections that were not read, and are read again at `result.untilMs`. */
  unread: string[]
}

interface RunToDo {
  row: DatasetRow
  cause: RunCause
  signal: AbortSignal
  /** Called while it runs, every few seconds at most, with what the file has. */
  onKept(size: Size): void
}

/** Each report makes the window read the coverage of all accounts again. */
const keptEveryMs = 5000

/** Accounts that a refresh has read so shortly before are not read again. */
const freshForMs = 10 * 60_000

/**
 * Runs a dataset: reads what is due of its connections whose access works, into its file. Each window is kept once it is read, so that a
 * run which is cancelled or fails goes on there the next time. Never throws: what fails is in the result.
 */
export async function runDataset(deps: DatasetDeps, { row, cause, signal, onKept }: RunToDo): Promise<Ran> {
  const atMs = deps.now()
  const state: RunState = {
    counts: noChanges(),
    accounts: 0,
    share: 0,
    ofAccounts: 0,
    rows: 0,
    reads: [],
    held: new Map(),
    keptAtMs: null,
  }
  let file: DatasetFile | null = null
  let run = 0
  let problem: Failure | null = null
  try {
    await deps.tokens.recovered()
    signal.throwIfAborted()
    file = deps.datasets.files.open(row.path)
    run = beginRun(file, { atMs, cause })
    await readSelected(deps, { row, cause, signal, onKept, file, run, atMs }, state)
    if (row.draft.whenAccessEnds === 'delete') {
      for (const id of endedIn(deps, file)) deleteConnection(file, id, deps.now())
    }
  } catch (thrown) {
    if (!signal.aborted) problem = problemOf(deps, row, thrown)
  }
  const result = resultOf(state, { atMs, endedAtMs: deps.now(), problem, isCancelled: signal.aborted })
  const size = file === null || run === 0 ? null : await finish(deps, { row, signal, file, run, result })
  file?.close()
  return { result, size, unread: [...state.held.keys()] }
}

interface RunState {
  counts: ChangeCounts
  /** Done, how much of the next one, of all, and rows read: the progress. */
  accounts: number
  share: number
  ofAccounts: number
  rows: number
  reads: ConnectionRead[]
  /** Connections that wait, and until when. */
  held: Map<string, number>
  /** When `onKept` was called last. */
  keptAtMs: number | null
}

interface RunUnderWay extends RunToDo {
  file: DatasetFile
  run: number
  atMs: number
}

async function readSelected(deps: DatasetDeps, under: RunUnderWay, state: RunState): Promise<void> {
  const { row, cause } = under
  if (cause !== 'by hand') requireUsableKeychain(deps)
  const only = cause === 'by hand' || cause === 'schedule' ? null : new Set(row.retry?.connectionIds)
  const selected = selectedConnections(deps, row)
  for (const connection of selected.filter((one) => needsPerson(one, row))) {
    state.reads.push(notRead(connection, countAccounts(deps, connection.id, row)))
  }
  const connections = selected.filter((one) => one.status === 'active' && (only?.has(one.id) ?? true))
  const expected = new Map(connections.map(({ id }) => [id, countAccounts(deps, id, row)]))
  for (const count of expected.values()) state.ofAccounts += count
  for (const connection of connections) {
    under.signal.throwIfAborted()
    const count = expected.get(connection.id) ?? 0
    const untilMs = heldUntilMs(deps, connection, cause)
    if (untilMs !== null) {
      state.held.set(connection.id, untilMs)
      state.ofAccounts -= count
      continue
    }
    await readOne(deps, { ...under, connection, expected: count }, state)
    // Each further connection would ask the user for the keychain again.
    if (isOfKeychain(state.reads.at(-1)?.problem ?? null)) return
  }
}

/** Nothing of it can be read until a person relinks it, and its rows stay. Not after the user has revoked it. */
function needsPerson(connection: ConnectionSummary, { draft }: DatasetRow): boolean {
  const { status } = connection
  if (status !== 'needs-consent' && status !== 'unreadable') return false
  return draft.whenAccessEnds === 'keep' || !hasAccessEnded(connection)
}

function notRead({ problem }: ConnectionSummary, accounts: number): ConnectionRead {
  return { accountsRead: 0, accountsMissing: accounts, problem, stopsInstitution: false }
}

/** A planned run does not ask the user for a keychain that was refused or locked before. @throws AppError the keychain's state */
function requireUsableKeychain({ keychain }: DatasetDeps): void {
  const { state } = keychain.status()
  if (state !== 'keychain' && state !== 'memory' && state !== 'checking') throw keychainError(state)
}

function isOfKeychain(problem: Failure | null): boolean {
  return problem !== null && errorTraits[problem.code].fault === 'keychain'
}

async function readOne(
  deps: DatasetDeps,
  { connection, expected, ...under }: RunUnderWay & { connection: ConnectionSummary; expected: number },
  state: RunState,
): Promise<void> {
  const { row, cause, signal, onKept, file, run, atMs } = under
  const { id, institutionId } = connection
  const freshSinceMs = cause === 'after refresh' ? atMs - freshForMs : atMs
  const report = (): void => {
    const { accounts, share, ofAccounts, rows } = state
    deps.emit('dataset.progress', { id: row.id, accounts, share, ofAccounts, rows })
  }
  const tellKept = (): void => {
    const nowMs = deps.now()
    if (state.keptAtMs !== null && nowMs - state.keptAtMs < keptEveryMs) return
    state.keptAtMs = nowMs
    onKept(countRows(file))
  }
  const read = await readConnection(
    deps,
    { connection, draft: row.draft, freshSinceMs },
    {
      file,
      run,
      signal,
      onPage: (rows) => {
        state.rows += rows
        report()
      },
      onChanges: (counts) => {
        add(state.counts, counts)
        tellKept()
      },
      onShare: (share) => {
        state.share = share
        report()
      },
      onAccounts: (count) => {
        state.ofAccounts += count - expected
        report()
      },
      onAccount: () => {
        state.accounts += 1
        state.share = 0
        report()
      },
    },
  )
  state.reads.push(read)
  if (read.problem === null) deps.refresher.backoffs.clearExpired(institutionId)
  if (read.problem === null || !read.stopsInstitution) return
  deps.refresher.backoffs.start(institutionId, read.problem)
  state.held.set(id, deps.refresher.backoffs.of(institutionId)?.untilMs ?? deps.now())
}

function countAccounts(deps: DatasetDeps, connectionId: string, { draft }: DatasetRow): number {
  return listAccounts(deps.store, connectionId).filter(({ category }) => draft.categories.includes(category))
    .length
}

function resultOf(
  { counts, reads, held }: RunState,
  run: { atMs: number; endedAtMs: number; problem: Failure | null; isCancelled: boolean },
): RunResult {
  const sum = (key: 'accountsRead' | 'accountsMissing') => reads.reduce((all, read) => all + read[key], 0)
  const accountsRead = sum('accountsRead')
  const accountsMissing = sum('accountsMissing')
  const problem = run.problem ?? reads.find((read) => read.problem !== null)?.problem ?? null
  // A list of accounts came only in part, and nothing of it failed.
  const isShort = reads.length > 0 && reads.every((read) => read.problem?.code === 'answer_partial')
  const isWhole = problem === null && accountsMissing === 0 && held.size === 0
  return {
    ...counts,
    atMs: run.atMs,
    endedAtMs: run.endedAtMs,
    outcome: run.isCancelled
      ? 'cancelled'
      : isWhole
        ? 'complete'
        : (accountsRead > 0 || (isShort && accountsMissing === 0)) && run.problem === null
          ? 'partial'
          : 'failed',
    accountsRead,
    accountsMissing,
    problem,
    untilMs: held.size > 0 && run.problem === null ? Math.min(...held.values()) : null,
  }
}

/**
 * Writes the result into the file, then brings its copies up to it. What fails is in the result.
 *
 * @returns what the file has now; null if it could not be read
 */
async function finish(
  deps: DatasetDeps,
  { row, signal, file, run, result }: Omit<RunUnderWay, 'cause' | 'atMs' | 'onKept'> & { result: RunResult },
): Promise<Ran['size']> {
  try {
    endRun(file, run, result)
    if (result.outcome !== 'cancelled') await bringUpCopies(file, row, { signal })
  } catch (thrown) {
    result.problem ??= signal.aborted ? null : problemOf(deps, row, thrown)
    if (result.outcome === 'complete') result.outcome = signal.aborted ? 'cancelled' : 'partial'
  }
  // Says by itself how it went: the run has everything, and a team's server may be away for days.
  if (result.outcome !== 'cancelled') await bringUpTeam(deps, row.id, signal)
  try {
    return countRows(file)
  } catch (thrown) {
    // The result has the reason: the file can't be read either.
    result.problem ??= problemOf(deps, row, thrown)
    return null
  }
}

function problemOf(deps: DatasetDeps, { id }: DatasetRow, thrown: unknown): Failure {
  const problem = toFailure(datasetError(thrown))
  if (problem.code === 'internal') deps.log.error('dataset.failed', thrown, { datasetId: id })
  return problem
}

function noChanges(): ChangeCounts {
  return { inserted: 0, updated: 0, posted: 0, vanished: 0 }
}

function add(to: ChangeCounts, counts: ChangeCounts): void {
  to.inserted += counts.inserted
  to.updated += counts.updated
  to.posted += counts.posted
  to.vanished += counts.vanished
}
