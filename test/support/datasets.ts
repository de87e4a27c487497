import Database from 'better-sqlite3'
import type { DatasetDeps } from '../../electron/main/datasets/dataset-deps.ts'
import { requireDataset } from '../../electron/main/datasets/require-dataset.ts'
import { startRun } from '../../electron/main/datasets/run/start-run.ts'
import { viewDataset } from '../../electron/main/datasets/view.ts'
import type { Dataset, DatasetDraft } from '../../shared/models/dataset.ts'
import { accountCategories } from '../../shared/models/account.ts'

/** What a user chooses for a dataset: everything, by hand. */
export function draftOf(change: Partial<DatasetDraft> = {}): DatasetDraft {
  return {
    name: 'Household',
    selection: { kind: 'all' },
    categories: [...accountCategories],
    since: null,
    schedule: { kind: 'by hand' },
    copies: [],
    whenAccessEnds: 'keep',
    ...change,
  }
}

/** Rows of a dataset's file, read as another program does. */
export function queryDataset<T>(path: string, sql: string): T[] {
  const database = new Database(path, { readonly: true })
  try {
    return database.prepare<[], T>(sql).all()
  } finally {
    database.close()
  }
}

/** Runs a dataset by hand, and waits for its end. */
export async function runNow(deps: DatasetDeps, id: string): Promise<Dataset> {
  await startRun(deps, id, 'by hand')
  return viewDataset(deps, requireDataset(deps, id))
}
