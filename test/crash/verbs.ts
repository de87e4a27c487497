import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import type { AppDeps } from '../../electron/main/app/compose.ts'
import { addInstitution } from '../../electron/main/registrations/institutions.ts'
import { addRegistration } from '../../electron/main/registrations/registrations.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { remove, requestRevoke } from '../../electron/main/connections/revoke/revoke.ts'
import {
  requireConnection,
  viewConnections,
  viewDetails,
} from '../../electron/main/connections/model/view.ts'
import { listActivity } from '../../electron/main/store/activity.ts'
import { readOnce } from '../../electron/main/scripts/methods/token.ts'
import { listOpenAttempts } from '../../electron/main/store/attempts.ts'
import {
  listRecordedSecrets,
  listSecretsToDelete,
  listUnclaimedTokens,
} from '../../electron/main/store/ledger.ts'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { startRun } from '../../electron/main/datasets/run/start-run.ts'
import { findDataset } from '../../electron/main/store/datasets.ts'
import type { DatasetDraft, RunResult } from '../../shared/models/dataset.ts'
import type { Connection } from '../../shared/models/connection.ts'
import type { RegistrationInput } from '../../shared/models/registration.ts'
import { fillDisk, freeDisk } from '../support/full-disk.ts'
import { eventually } from '../support/harness.ts'
import { shiftClock } from '../support/shift-clock.ts'

/** What the app has, once no revocation waits to be sent. */
export interface Report {
  connections: Connection[]
  openAttempts: number
  /** Names of secrets in the ledger, and of those that no row knows. */
  recorded: string[]
  orphans: string[]
  /** How many lines of the activity say that access may remain at the institution. */
  leftOver: number
  /** How many say that access was revoked that no connection had. */
  orphansRevoked: number
}

/** What the parent of a crash test makes the app do: a user's clicks, and a report. */
export const verbs = {
  async addInstitution(deps: AppDeps, input: RegistrationInput): Promise<string> {
    const registration = await addRegistration(deps, input)
    const added = { registrationId: registration.id, connector: 'mikomo', name: 'Northbridge Bank' }
    return addInstitution(deps, added).id
  },

  async link(
    deps: AppDeps,
    input: { institutionId: string; connectionId?: string | undefined },
  ): Promise<string> {
    const { id } = await startLink(deps, input)
    const running = deps.linker.find(id)
    await running?.finished
    const { linkedConnectionId, problem } = running?.progress ?? {}
    if (!linkedConnectionId) throw new Error(`not linked: ${JSON.stringify(problem)}`)
    // The grant that it replaces is ended after it.
    await untilQuiet(deps)
    return linkedConnectionId
  },

  async refresh(deps: AppDeps, { id }: { id: string }): Promise<Connection> {
    await refresh(deps, id)
    // What it leaves for later belongs to its steps.
    await untilQuiet(deps)
    return viewDetails(deps, id)
  },

  /** As 32 scripts do at once, which no access token is held for. */
  async token(deps: AppDeps, { id }: { id: string }): Promise<Connection> {
    deps.tokens.deleteAccessToken(requireConnection(deps, id).grantId)
    await Promise.all(Array.from({ length: 32 }, () => readOnce(deps, id, 0)))
    await untilQuiet(deps)
    return viewDetails(deps, id)
  },

  async revoke(deps: AppDeps, { id }: { id: string }): Promise<Connection> {
    requestRevoke(deps, id)
    return verbs.untilRevoked(deps, { id })
  },

  async untilRevoked(deps: AppDeps, { id }: { id: string }): Promise<Connection> {
    await untilQuiet(deps)
    return viewDetails(deps, id)
  },

  async remove(deps: AppDeps, { id }: { id: string }): Promise<null> {
    await remove(deps, id)
    return null
  },

  async addDataset(deps: AppDeps, { draft }: { draft: DatasetDraft }): Promise<string> {
    return addDataset(deps, { draft, placeId: null }).id
  },

  /** @returns what the run came to */
  async runDataset(deps: AppDeps, { id }: { id: string }): Promise<RunResult> {
    await startRun(deps, id, 'by hand')
    const last = findDataset(deps.store, id)?.lastRun
    if (!last) throw new Error('the run left no result')
    return last
  },

  async setClock(_deps: AppDeps, { aheadMs }: { aheadMs: number }): Promise<null> {
    shiftClock(aheadMs)
    return null
  },

  async fillDisk(_deps: AppDeps, { folder }: { folder: string }): Promise<null> {
    fillDisk(folder)
    return null
  },

  async freeDisk(_deps: AppDeps, { folder }: { folder: string }): Promise<null> {
    freeDisk(folder)
    return null
  },

  async report(deps: AppDeps): Promise<Report> {
    await untilQuiet(deps)
    const lines = listActivity(deps.store, { limit: 10_000 })
    const count = (kind: string) => lines.filter((line) => line.kind === kind).length
    return {
      connections: viewConnections(deps).map(({ id }) => viewDetails(deps, id)),
      openAttempts: listOpenAttempts(deps.store).length,
      recorded: listRecordedSecrets(deps.store).map(({ account }) => account),
      orphans: [...listSecretsToDelete(deps.store), ...listUnclaimedTokens(deps.store)].map(
        ({ account }) => account,
      ),
      leftOver: count('left_over'),
      orphansRevoked: count('orphan_revoked'),
    }
  },
}

export type Verbs = typeof verbs

/** No revocation is waiting to leave or under way, and no spent secret on its way out of the keychain. */
async function untilQuiet(deps: AppDeps): Promise<void> {
  const waiting = deps.store.prepare<[], { n: number }>(
    `SELECT count(*) AS n FROM grants WHERE state = 'revoking' AND coalesce(next_try_at, revoke_at) IS NOT NULL`,
  )
  await eventually(
    'no revocation is in progress',
    () => waiting.get()?.n === 0 && deps.revoker.revocations.count() === 0,
  )
  await deps.tokens.deletionsDone()
}
