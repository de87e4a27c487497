import type { AccountAnswer, AccountQuestion } from '../../../shared/models/dataset.ts'
import { write } from '../store/database.ts'
import { updateDataset } from '../store/datasets.ts'
import type { DatasetDeps } from './dataset-deps.ts'
import { requireDataset } from './require-dataset.ts'
import { withDatasetFile } from './open-files.ts'
import { accountQuestions, answerAccountQuestion } from './store/account-questions.ts'
import { countRows } from './store/queries.ts'
import { announceDataset } from './view.ts'

/** Which accounts may be earlier ones under a new id. @throws AppError `not_found`, and as openDatasetFile */
export function readQuestions(deps: DatasetDeps, id: string): Promise<AccountQuestion[]> {
  return withDatasetFile(deps.datasets.files, requireDataset(deps, id).path, accountQuestions)
}

/** Joins two accounts, or keeps them apart for good. @throws AppError `not_found`, and as openDatasetFile */
export async function answerQuestion(deps: DatasetDeps, id: string, answer: AccountAnswer): Promise<void> {
  const size = await withDatasetFile(deps.datasets.files, requireDataset(deps, id).path, (file) => {
    answerAccountQuestion(file, { ...answer, atMs: deps.now() })
    return countRows(file)
  })
  write(deps.store, () => updateDataset(deps.store, { ...requireDataset(deps, id), ...size }))
  announceDataset(deps, id)
}
