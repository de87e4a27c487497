import type { ExportScope } from '../../shared/models/export.ts'

/** What an export is of: one connection. */
export function ofConnection(id: string): { scope: ExportScope } {
  return { scope: { kind: 'connections', ids: [id] } }
}

/** What an export is of: accounts, in the order given. */
export function ofAccounts(...accounts: { connectionId: string; accountKey: string }[]): {
  scope: ExportScope
} {
  return { scope: { kind: 'accounts', accounts } }
}
