import { viewConnections } from '../../connections/model/view.ts'
import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import type { TeamTarget } from '../../../../shared/models/team.ts'
import { toFailure } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { findDataset, type DatasetRow } from '../../store/datasets.ts'
import { findTeamCopy, saveTeamCopy, type TeamCopyRow } from '../../store/team-copies.ts'
import type { Access } from '../copies/postgres/access.ts'
import type { TeamServer } from '../copies/postgres/connect.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { isSelected } from '../selection.ts'
import { announceDataset } from '../view.ts'
import { readTeamSecret } from './team-secret.ts'

/** Loaded with the first copy, to keep the library out of startup. */
export const postgres = () => import('../copies/postgres/index.ts')

/** A server that failed is tried again after this, if no run comes before. */
const againMs = 15 * 60_000

/**
 * Brings a dataset's copy in the team's database up to its file, if it has one. How it went is written down. Only one at a time, which
 * `runs` of the dataset service sees to.
 *
 * @returns why it failed; null if it is done
 */
export async function bringUpTeam(
  deps: DatasetDeps,
  datasetId: string,
  signal: AbortSignal,
): Promise<unknown> {
  const row = findDataset(deps.store, datasetId)
  const team = findTeamCopy(deps.store, datasetId)
  if (!row || !team) return null
  const markMs = markBegun(deps, team)
  try {
    const server = await untilAborted(signal, serverOf(deps, team))
    const { writeTeamCopy } = await postgres()
    const { id, draft, path } = row
    const isCopied = await writeTeamCopy(
      server,
      { id, name: draft.name, path, access: accessOf(deps, row) },
      { signal },
    )
    const copiedAtMs = isCopied ? deps.now() : team.copiedAtMs
    note(deps, team, markMs, { copiedAtMs, problem: null, dueAtMs: null })
    return null
  } catch (thrown) {
    // The next run, or the next start, catches up.
    const isCancelled = signal.aborted
    const problem = toFailure(thrown)
    if (problem.code === 'internal' && !isCancelled) deps.log.error('team.failed', thrown, { datasetId })
    deps.log.info('team.not_copied', { datasetId, problem: isCancelled ? 'cancelled' : problem.code })
    note(deps, team, markMs, { ...(isCancelled ? {} : { problem }), dueAtMs: deps.now() + againMs })
    return isCancelled ? null : thrown
  }
}

/** @throws AppError the keychain's state */
export async function serverOf(
  deps: DatasetDeps,
  { datasetId, target, authority }: TeamCopyRow,
): Promise<TeamServer> {
  return {
    target,
    secret: await readTeamSecret(deps, datasetId),
    authorities: authority === null ? await deps.authorities() : [authority],
  }
}

/** Reading the system's certificate authorities may take minutes, which quitting does not wait for. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const stop = () => aborted.reject(new Error('aborted'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Of all connections: those in the file count as well as those that the next run reads. */
function accessOf(deps: DatasetDeps, { draft }: DatasetRow): Access[] {
  return viewConnections(deps).map((one) => ({
    linkedId: one.id,
    isSelected: isSelected(draft.selection, one),
    institution: one.institutionName,
    login: one.signedInAs,
    labels: one.labels,
    status: one.status,
    cause: one.problem?.code ?? null,
    accountCount: one.accountCount,
    linkedAtMs: one.linkedAtMs,
    consentUntilMs: one.consentUntilMs,
    revokedAtMs: one.receipt?.revokedAtMs ?? null,
    readAtMs: readAtOf(one),
  }))
}

function readAtOf({ dataAsOfMs, refreshedAtMs }: ConnectionSummary): number | null {
  return dataAsOfMs ?? refreshedAtMs
}

/**
 * Unless the user has entered another place meanwhile, whose copy this was not. What was planned meanwhile stays planned. Never throws: the
 * database may be what failed.
 *
 * @param used the row that was copied by
 * @param markMs when the copy was due while it was under way
 */
function note(deps: DatasetDeps, used: TeamCopyRow, markMs: number, changed: Partial<TeamCopyRow>): void {
  const { datasetId } = used
  try {
    write(deps.store, () => {
      const team = findTeamCopy(deps.store, datasetId)
      if (!team || !isSamePlace(team.target, used.target)) return
      const isPlanned = team.dueAtMs !== markMs
      saveTeamCopy(deps.store, { ...team, ...changed, ...(isPlanned ? { dueAtMs: team.dueAtMs } : {}) })
    })
    announceDataset(deps, datasetId)
  } catch (thrown) {
    deps.log.error('team.not_recorded', thrown, { datasetId })
  }
}

/** Never throws. @returns the time that marks the copy: it is due then if the app ends before */
function markBegun(deps: DatasetDeps, team: TeamCopyRow): number {
  const dueAtMs = deps.now() + againMs
  try {
    write(deps.store, () => saveTeamCopy(deps.store, { ...team, dueAtMs }))
  } catch (thrown) {
    deps.log.error('team.not_recorded', thrown, { datasetId: team.datasetId })
  }
  return dueAtMs
}

/** Whether two targets are the same rows of the same server. */
export function isSamePlace(one: TeamTarget, other: TeamTarget): boolean {
  return (['host', 'port', 'database', 'schema', 'user'] as const).every((name) => one[name] === other[name])
}
