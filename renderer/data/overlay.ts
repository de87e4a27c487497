import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import type { Dataset } from '../../shared/models/dataset.ts'

/** The menu or dialog that is open above the datasets. Only one is. */
export type DataOverlay =
  | { kind: 'menu'; dataset: Dataset; position: MenuPosition }
  | { kind: 'add' }
  | { kind: 'export' }
  | { kind: 'edit'; dataset: Dataset }
  | { kind: 'remove'; dataset: Dataset }
