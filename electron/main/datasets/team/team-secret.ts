import { z } from 'zod'
import { deleteSecret, findSecret, storeSecret } from '../../connections/tokens/secret-store.ts'
import { AppError } from '../../core/errors.ts'
import type { DatasetDeps } from '../dataset-deps.ts'
import type { TeamSecret } from '../copies/postgres/connect.ts'

const shape = z.object({
  password: z.string().nullable(),
  certificate: z.string().nullable(),
  key: z.string().nullable(),
})

const accountOf = (datasetId: string): string => `team/${datasetId}`

export const noSecret: TeamSecret = { password: null, certificate: null, key: null }

/** How a dataset's copy signs in; nothing if nothing is stored. @throws AppError the keychain's state */
export async function readTeamSecret(deps: DatasetDeps, datasetId: string): Promise<TeamSecret> {
  const stored = await findSecret(deps, accountOf(datasetId))
  if (stored === null) return noSecret
  try {
    return shape.parse(JSON.parse(stored))
  } catch {
    throw new AppError('team_secret_missing')
  }
}

/** @throws AppError the keychain's state */
export async function storeTeamSecret(
  deps: DatasetDeps,
  datasetId: string,
  secret: TeamSecret,
): Promise<void> {
  const owner = { grantId: null, registrationId: datasetId, institutionId: null, institutionName: null }
  // Deletable: whoever restores a database enters the password again.
  await storeSecret(deps, { account: accountOf(datasetId), ...owner }, JSON.stringify(secret), {
    isDeletable: true,
  })
}

/** What the keychain refuses to delete now, the next recovery deletes: its row is gone. */
export async function deleteTeamSecret(deps: DatasetDeps, datasetId: string): Promise<void> {
  try {
    await deleteSecret(deps, accountOf(datasetId))
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    deps.log.warn('secret.later', { problem: thrown.code })
  }
}
