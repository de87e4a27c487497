import type { Dataset } from '../../../../shared/models/dataset.ts'
import type { TeamFile, TeamInput, TeamTarget, TeamTest } from '../../../../shared/models/team.ts'
import { AppError } from '../../core/errors.ts'
import { write } from '../../store/database.ts'
import { deleteTeamCopyRow, findTeamCopy, saveTeamCopy, type TeamCopyRow } from '../../store/team-copies.ts'
import type { TeamSecret } from '../copies/postgres/connect.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { requireDataset } from '../require-dataset.ts'
import { announceDataset, viewDataset } from '../view.ts'
import { isSamePlace, postgres, serverOf } from './bring-up-team.ts'
import { copyNow, setTeamTimer } from './team-timer.ts'
import { deleteTeamSecret, noSecret, readTeamSecret, storeTeamSecret } from './team-secret.ts'

/** Connects as the user entered it, and looks for everything that a copy needs. Stores nothing. @throws AppError as `read` */
export async function testTeam(deps: DatasetDeps, id: string, input: TeamInput): Promise<TeamTest> {
  const { row, secret } = await read(deps, id, input)
  const authorities = row.authority === null ? await deps.authorities() : [row.authority]
  return (await postgres()).testServer({ target: row.target, secret, authorities })
}

/** Stores how a dataset is copied to the team's database, and begins to copy. @throws AppError as `read`, and the keychain's state */
export async function saveTeam(deps: DatasetDeps, id: string, input: TeamInput): Promise<Dataset> {
  const { row, secret } = await read(deps, id, input)
  await storeTeamSecret(deps, id, secret)
  write(deps.store, () => saveTeamCopy(deps.store, { ...row, problem: null, dueAtMs: deps.now() }))
  deps.datasets.teamFiles.forget()
  void copyNow(deps, id)
  return changed(deps, id)
}

/** Tries again now. @throws AppError `not_found` */
export function copyTeamNow(deps: DatasetDeps, id: string): Dataset {
  requireTeam(deps, id)
  void copyNow(deps, id)
  return changed(deps, id)
}

/**
 * Stops copying, and forgets how to sign in.
 *
 * @param deletesRows deletes first what this user has written of the dataset
 * @throws AppError `not_found`; `team_…`, or the keychain's state, while rows could not be deleted: then nothing changes
 */
export async function leaveTeam(deps: DatasetDeps, id: string, deletesRows: boolean): Promise<Dataset> {
  await forgetTeam(deps, id, deletesRows)
  return changed(deps, id)
}

/** As `leaveTeam`, also without a copy. */
export async function forgetTeam(deps: DatasetDeps, id: string, deletesRows: boolean): Promise<void> {
  const team = findTeamCopy(deps.store, id)
  if (!team) return
  await withoutRuns(deps, id, async (signal) => {
    if (deletesRows) await (await postgres()).deleteTeamCopy(await serverOf(deps, team), id, signal)
    write(deps.store, () => deleteTeamCopyRow(deps.store, id))
  })
  await deleteTeamSecret(deps, id)
  setTeamTimer(deps)
}

/** Ends the run of a dataset, and does some work in its place: a run that began meanwhile would copy what is being deleted. */
async function withoutRuns(
  { datasets: { runs } }: DatasetDeps,
  id: string,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  while (runs.isRunning(id)) await runs.cancel(id)
  const problems: unknown[] = []
  // Whoever starts a run meanwhile waits for this one too, and is not to hear why it failed.
  await runs.start(id, async (signal) => {
    try {
      await work(signal)
    } catch (thrown) {
      problems.push(signal.aborted ? new AppError('closing') : thrown)
    }
  })
  if (problems.length > 0) throw problems[0]
}

/** Copies the statements for the database's administrator, or saves them as a file. @returns false if the user chose no file */
export async function giveDdl(
  deps: DatasetDeps,
  { schema, user, from, how }: { schema: string; user: string; from: number; how: 'copy' | 'save' },
): Promise<{ isDone: boolean }> {
  const text = (await postgres()).ddlText({ schema, user }, from)
  if (how === 'save') {
    const isDone = await deps.saveFile('mooring-team.sql', async (append) => {
      await append(text)
      return null
    })
    return { isDone }
  }
  await deps.clipboard.write(text)
  return { isDone: true }
}

/**
 * What the user entered, with what is stored already.
 *
 * @throws AppError `not_found` for a file that is no longer held; `team_tls_required`; the keychain's state
 */
async function read(
  deps: DatasetDeps,
  id: string,
  { target, password, trust, files }: TeamInput,
): Promise<{ row: TeamCopyRow; secret: TeamSecret }> {
  requireDataset(deps, id)
  if (target.tls === 'none' && !(await postgres()).isLocal(target.host)) {
    throw new AppError('team_tls_required', { host: target.host })
  }
  const before = findTeamCopy(deps.store, id)
  // A password or key is never sent to another server, or for another user, than it was entered for.
  const keeps = before && isSameSignIn(before.target, target)
  const stored = keeps ? await readTeamSecret(deps, id) : noSecret
  const authority = fileOf(deps, 'authority', files)
  const kept = { authority: before?.authority ?? null, authorityFile: before?.authorityFile ?? null }
  const trusted = {
    system: { authority: null, authorityFile: null },
    stored: kept,
    file: authority ? { authority: authority.text, authorityFile: authority.name.slice(0, 200) } : kept,
  }
  return {
    row: {
      datasetId: id,
      target,
      ...trusted[trust],
      copiedAtMs: before && isSamePlace(before.target, target) ? before.copiedAtMs : null,
      problem: before?.problem ?? null,
      dueAtMs: before?.dueAtMs ?? null,
    },
    secret: {
      password: password ?? stored.password,
      certificate: fileOf(deps, 'certificate', files)?.text ?? stored.certificate,
      key: fileOf(deps, 'key', files)?.text ?? stored.key,
    },
  }
}

function isSameSignIn(one: TeamTarget, other: TeamTarget): boolean {
  return one.host === other.host && one.port === other.port && one.user === other.user
}

function fileOf({ datasets }: Pick<DatasetDeps, 'datasets'>, kind: TeamFile, files: TeamInput['files']) {
  const id = files[kind]
  if (id === undefined) return undefined
  const file = datasets.teamFiles.find(kind, id)
  if (!file) throw new AppError('not_found')
  return file
}

function requireTeam(deps: DatasetDeps, id: string): void {
  requireDataset(deps, id)
  if (!findTeamCopy(deps.store, id)) throw new AppError('not_found')
}

function changed(deps: DatasetDeps, id: string): Dataset {
  announceDataset(deps, id)
  return viewDataset(deps, requireDataset(deps, id))
}
