import { AppError } from '../core/errors.ts'
import { findDataset, type DatasetRow } from '../store/datasets.ts'
import type { DatasetDeps } from './dataset-deps.ts'

/** @throws AppError `not_found` */
export function requireDataset({ store }: Pick<DatasetDeps, 'store'>, id: string): DatasetRow {
  const row = findDataset(store, id)
  if (!row) throw new AppError('not_found')
  return row
}
