import { folded } from '../../../../shared/plain-text.ts'
import type { LocalInput, LocalOutput } from '../../../../shared/local.ts'
import { viewConnections } from '../../connections/model/view.ts'
import { AppError } from '../../core/errors.ts'
import { isSelected } from '../../datasets/selection.ts'
import { startRun } from '../../datasets/run/start-run.ts'
import { setDatasetTimer } from '../../datasets/schedule/dataset-timer.ts'
import { findDataset, listDatasets, type DatasetRow } from '../../store/datasets.ts'
import { askUser } from '../ask.ts'
import { allowableIds, chooseConnections } from '../choose-connections.ts'
import { consentsInForce, isAllowable, requireStillAllowed, type Client } from '../consents.ts'
import { ofFailure } from '../local-error.ts'
import { recordUse } from '../record-use.ts'
import type { ScriptDeps } from '../script-deps.ts'
import { ScriptError } from '../script-error.ts'
import { utcOf } from '../utc.ts'

type Run = LocalOutput<'datasets.status'>['runs'][number]

/** The datasets of which the client may use every connection. */
export async function datasetStatusForScript(
  deps: ScriptDeps,
  client: Client,
): Promise<LocalOutput<'datasets.status'>> {
  await chooseConnections(deps, client, 'data', [])
  const rows = listDatasets(deps.store).filter((row) => missingOf(deps, client, row).length === 0)
  return { runs: rows.map((row) => runOf(deps, row)) }
}

/**
 * Starts a run of one dataset, or of all that the client may run. The rows go into the dataset's own files.
 *
 * @throws AppError `not_found` where the client may use every connection, and so may know that there is none of that name
 */
export async function runForScript(
  deps: ScriptDeps,
  client: Client,
  { dataset, wait }: LocalInput<'datasets.run'>,
): Promise<LocalOutput<'datasets.run'>> {
  const { rows, leftOut } = await chooseDatasets(deps, client, dataset)
  const started = rows.map((row) => startRun(deps, row.id, 'by hand').then(() => setDatasetTimer(deps)))
  const used = [...new Set(rows.flatMap((row) => connectionsOf(deps, row)))]
  recordUse(
    deps,
    client,
    'data',
    used.map((connectionId) => ({ connectionId, rows: null })),
  )
  if (wait) {
    await untilDone(Promise.all(started), client.signal)
    const [ended] = unallowed(deps, client, used)
    if (ended !== undefined) requireStillAllowed(deps, client, 'data', ended)
  }
  const now = rows.flatMap(({ id }) => findDataset(deps.store, id) ?? [])
  return { runs: now.map((row) => runOf(deps, row)), leftOut }
}

async function chooseDatasets(
  deps: ScriptDeps,
  client: Client,
  name: string | undefined,
): Promise<{ rows: DatasetRow[]; leftOut: number }> {
  const all = listDatasets(deps.store)
  if (name === undefined) {
    await chooseConnections(deps, client, 'data', [])
    const rows = all.filter((row) => missingOf(deps, client, row).length === 0)
    return { rows, leftOut: all.length - rows.length }
  }
  const found = all.find(({ id, draft }) => id === name || folded(draft.name) === folded(name))
  // Of one without connections nothing would be missing: whoever runs it must at least be allowed something.
  if (found && connectionsOf(deps, found).length === 0) await chooseConnections(deps, client, 'data', [])
  const missing = found ? missingOf(deps, client, found) : unallowed(deps, client, allowableIds(deps))
  if (missing.length > 0) {
    await askUser(deps, client, { level: 'data', connectionIds: missing })
    if (unallowed(deps, client, missing).length > 0) throw new ScriptError('consent_refused')
  }
  if (!found) throw new AppError('not_found', { field: 'dataset' })
  return { rows: [found], leftOut: 0 }
}

function connectionsOf(deps: ScriptDeps, { draft }: DatasetRow): string[] {
  return viewConnections(deps)
    .filter((one) => isAllowable(deps, one) && isSelected(draft.selection, one))
    .map(({ id }) => id)
}

function missingOf(deps: ScriptDeps, client: Client, row: DatasetRow): string[] {
  return unallowed(deps, client, connectionsOf(deps, row))
}

function unallowed(deps: ScriptDeps, client: Client, ids: readonly string[]): string[] {
  const allowed = consentsInForce(deps, client, 'data')
  return ids.filter((id) => !allowed.has(id))
}

function runOf({ datasets }: ScriptDeps, { id, draft, lastRun }: DatasetRow): Run {
  return {
    datasetId: id,
    dataset: draft.name,
    isRunning: datasets.runs.isRunning(id),
    startedAt: lastRun === null ? null : utcOf(lastRun.atMs),
    endedAt: lastRun === null ? null : utcOf(lastRun.endedAtMs),
    outcome: lastRun?.outcome ?? null,
    inserted: lastRun?.inserted ?? 0,
    updated: lastRun?.updated ?? 0,
    ...(lastRun?.problem && { error: ofFailure(lastRun.problem) }),
  }
}

/** A run continues without the client that started it. */
function untilDone(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', gone, { once: true })
    void work.then(() => {
      signal.removeEventListener('abort', gone)
      resolve()
    }, reject)
  })
}
