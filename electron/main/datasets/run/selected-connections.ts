import type { ConnectionSummary } from '../../../../shared/models/connection.ts'
import { viewConnections } from '../../connections/model/view.ts'
import type { DatasetRow } from '../../store/datasets.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import { isSelected } from '../selection.ts'

/** The connections that a dataset has, whether they can be read or not. */
export function selectedConnections(deps: DatasetDeps, { draft }: DatasetRow): ConnectionSummary[] {
  return viewConnections(deps).filter((one) => isSelected(draft.selection, one))
}
