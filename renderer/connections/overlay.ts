import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { ExportScope } from '../../shared/models/export.ts'
import type { MenuPosition } from './list/popup-menu.tsx'
import type { RevokeScope } from './list/revoke-scope.ts'

/** The menu or dialog that is open above the connections. Only one is. */
export type Overlay =
  | { kind: 'choose-institution' }
  | { kind: 'row-menu'; connection: ConnectionSummary; position: MenuPosition }
  | { kind: 'list-menu'; position: MenuPosition }
  | { kind: 'revoke-several'; scope: RevokeScope }
  | { kind: 'labels'; connections: ConnectionSummary[] }
  | { kind: 'policy'; connections: ConnectionSummary[] }
  | { kind: 'save-view' }
  | { kind: 'export'; scope: ExportScope }
