import { appendActivity, listActivity } from '../../store/activity.ts'
import { write } from '../../store/database.ts'
import {
  allowTokenDeletion,
  listClientSecretsOfUnknown,
  listUnclaimedTokens,
  type LedgerRow,
} from '../../store/ledger.ts'
import { writeAnswer } from '../../store/reserve.ts'
import { AppError } from '../../core/errors.ts'
import { deleteToken, findToken } from '../tokens/grant-token.ts'
import { deleteSecret, findSecret } from '../tokens/secret-store.ts'
import type { TokenDeps } from '../tokens/tokens.ts'
import { recordOrphanOutcome, revokeOrphan } from './revoke-orphan.ts'
import type { UnclaimedLink } from '../../../../shared/models/unclaimed-link.ts'

/** Links whose grant has no row, although registration and institution have one: they were made after the backup that was restored. */
export function listUnclaimedLinks(deps: Pick<TokenDeps, 'store'>): UnclaimedLink[] {
  return listUnclaimedTokens(deps.store)
    .filter(({ isUsable }) => isUsable)
    .map(({ grantId, institutionName, recordedAtMs }) => ({
      id: grantId ?? '',
      institutionName: institutionName ?? '',
      linkedAtMs: recordedAtMs,
    }))
}

/**
 * Keeps every secret whose owner is unknown, because the database that knows it may be restored, and because only the user knows whether
 * a link is wanted. Writes each to the activity, once, and shows the links in the window.
 *
 * @throws AppError the keychain's state
 */
export async function tellUnclaimed(deps: TokenDeps): Promise<void> {
  for (const row of listClientSecretsOfUnknown(deps.store)) {
    if ((await findSecret(deps, row.account)) === null) await deleteSecret(deps, row.account)
    else tell(deps, row, row.registrationId, 'owner_unknown')
  }
  for (const row of listUnclaimedTokens(deps.store)) {
    const grantId = row.grantId ?? ''
    if ((await findToken(deps, grantId)) === null) await dropMissing(deps, row)
    else tell(deps, row, grantId, row.isUsable ? 'link_unclaimed' : 'owner_unknown')
  }
  announceUnclaimed(deps)
}

/** The keychain does not hold the token: access may remain, and nobody can end it from here. Says so before the name is forgotten. */
export async function dropMissing(deps: TokenDeps, { grantId, institutionName }: LedgerRow): Promise<void> {
  const id = grantId ?? ''
  const about = { connectionId: id, institutionName: institutionName ?? '' }
  const problem = { code: 'secret_missing' as const, detail: { cause: 'backup' } }
  write(deps.store, () => recordOrphanOutcome(deps, about, { kind: 'left_over', problem }))
  await deleteToken(deps, id, Infinity)
}

/** Sends the links that wait for the user's decision to the window. */
export function announceUnclaimed(deps: Pick<TokenDeps, 'store' | 'emit'>): void {
  deps.emit('unclaimed.changed', listUnclaimedLinks(deps))
}

function tell(
  deps: TokenDeps,
  row: LedgerRow,
  connectionId: string,
  code: 'owner_unknown' | 'link_unclaimed',
): void {
  const isTold = listActivity(deps.store, { connectionId, limit: -1 }).some(
    ({ kind }) => kind === 'secret_kept',
  )
  if (isTold) return
  write(deps.store, () =>
    appendActivity(deps.store, {
      connectionId,
      institutionName: row.institutionName ?? '',
      atMs: deps.now(),
      kind: 'secret_kept',
      problem: { code, detail: {} },
    }),
  )
}

/** @throws AppError `not_found` when it no longer waits for a decision */
export function requireUnclaimed(deps: Pick<TokenDeps, 'store'>, grantId: string): LedgerRow {
  const row = listUnclaimedTokens(deps.store).find((one) => one.grantId === grantId && one.isUsable)
  if (!row) throw new AppError('not_found')
  return row
}

/**
 * Ends an unclaimed link at its institution, and deletes its token.
 *
 * @throws AppError `not_found`; `secret_missing` when the keychain does not hold its token any more, then it no longer waits; or why that is
 * impossible now, then the token stays
 */
export async function endUnclaimed(deps: TokenDeps, grantId: string): Promise<void> {
  await deps.tokens.recovered()
  const row = requireUnclaimed(deps, grantId)
  const { institutionId, institutionName } = row
  try {
    const token = await findToken(deps, grantId)
    if (token === null) {
      await dropMissing(deps, row)
      throw new AppError('secret_missing', { cause: 'backup' })
    }
    const about = { connectionId: grantId, institutionName: institutionName ?? '' }
    // A refresh was begun whose answer is not known: RFC 7009 section 2.2 has a 200 for a spent token, too.
    const isInDoubt = (row.generation ?? 0) > token.generation
    const inDoubt = { kind: 'left_over', problem: { code: 'answer_lost', detail: {} } } as const
    await revokeOrphan(deps, { grantId, institutionId }, token, (answered) => {
      const outcome = isInDoubt && answered.kind === 'orphan_revoked' ? inDoubt : answered
      // In this order: what has no line in the activity yet still waits for the user.
      writeAnswer(deps.store, () => recordOrphanOutcome(deps, about, outcome))
      writeAnswer(deps.store, () => allowTokenDeletion(deps.store, grantId))
    })
  } finally {
    announceUnclaimed(deps)
  }
}
