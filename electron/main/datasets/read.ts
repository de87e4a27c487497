import type { ConnectionData, Coverage, RunResult, TotalOverTime } from '../../../shared/models/dataset.ts'
import { toFailure } from '../core/errors.ts'
import { listDatasets, type DatasetRow } from '../store/datasets.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { requireDataset } from './require-dataset.ts'
import { withDatasetFile } from './open-files.ts'
import type { DatasetFile } from './store/dataset-file.ts'
import { balancesOf, coverageOf, type AccountBalances } from './store/queries.ts'
import { listRuns } from './store/runs.ts'
import { totalsOf, type AccountOverTime } from './totals.ts'

/** As many as an hourly dataset makes in a fortnight. */
const mostRuns = 400

/** What a dataset has of each account. @throws AppError `not_found`, and as openDatasetFile */
export function readCoverage(deps: DatasetDeps, id: string): Promise<Coverage[]> {
  return withDatasetFile(deps.datasets.files, requireDataset(deps, id).path, coverageOf)
}

/** The results of a dataset's runs, the newest first, without one that is under way. @throws AppError as readCoverage */
export async function readRuns(deps: DatasetDeps, id: string): Promise<RunResult[]> {
  const runs = await withDatasetFile(deps.datasets.files, requireDataset(deps, id).path, (file) =>
    listRuns(file, mostRuns),
  )
  return runs.flatMap(({ cause, result }) =>
    result === null || cause === 'deletion' || cause === 'answer' ? [] : [result],
  )
}

/** What all datasets that can be read have of a connection. The balances are those of the dataset with the longest history. */
export async function readOfConnection(deps: DatasetDeps, connectionId: string): Promise<ConnectionData> {
  const isOwn = (one: { connectionId: string }) => one.connectionId === connectionId
  const found = await inEach(deps, (file, row) => ({
    coverage: coverageOf(file)
      .filter(isOwn)
      .map((one) => ({ ...one, datasetId: row.id, datasetName: row.draft.name })),
    balances: balancesOf(file).filter(isOwn),
  }))
  const byAccount = Map.groupBy(
    found.flatMap(({ balances }) => balances),
    ({ accountKey }) => accountKey,
  )
  return {
    coverage: found.flatMap(({ coverage }) => coverage),
    balances: [...byAccount.values()].map((same) => same.reduce(longer)),
  }
}

function longer(a: AccountBalances, b: AccountBalances): AccountBalances {
  return b.points.length > a.points.length ? b : a
}

/** The total over time of all accounts of all datasets that can be read. */
export async function readTotals(deps: DatasetDeps): Promise<TotalOverTime[]> {
  const found = await inEach(deps, (file, { id }) => balancesOf(file).map((one) => overTime(id, one)))
  return totalsOf(found.flat())
}

/** An account under another login has that one's key, and counts once with it. */
function overTime(
  datasetId: string,
  { connectionId, accountKey, sameAs, likeness, currency, points, goneDay }: AccountBalances,
): AccountOverTime {
  const own = sameAs ?? { connectionId, accountKey }
  return {
    key: JSON.stringify([own.connectionId, own.accountKey]),
    datasetId,
    likeness,
    currency,
    points,
    goneDay,
  }
}

/** Reads each dataset whose file can be read. The Data view shows why another one can't. */
async function inEach<T>(deps: DatasetDeps, read: (file: DatasetFile, row: DatasetRow) => T): Promise<T[]> {
  const found: T[] = []
  for (const row of listDatasets(deps.store)) {
    try {
      found.push(await withDatasetFile(deps.datasets.files, row.path, (file) => read(file, row)))
    } catch (thrown) {
      deps.log.info('dataset.unreadable', { datasetId: row.id, problem: toFailure(thrown).code })
    }
  }
  return found
}
