import { openInProgress, type InProgress } from '../../runtime/in-progress.ts'
import type { RefreshDeps } from '../refresh/refresher.ts'

export interface Revoker {
  /** Revocations under way by grant. */
  revocations: InProgress
}

export type RevokeDeps = RefreshDeps & { revoker: Revoker }

export function openRevoker(): Revoker {
  return { revocations: openInProgress() }
}
