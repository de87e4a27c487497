import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { TeamFile } from '../../../../shared/models/team.ts'
import { AppError } from '../../core/errors.ts'
import type { DatasetDeps } from '../dataset-deps.ts'

const mostBytes = 1_000_000

/**
 * Lets the user choose a file of certificates, or a key.
 *
 * @throws AppError `team_file_refused` for a file without what it should have, or a key with a passphrase; `file_unreadable`
 */
export async function chooseTeamFile(
  { openFile, datasets }: Pick<DatasetDeps, 'openFile' | 'datasets'>,
  kind: TeamFile,
): Promise<{ file: { id: string; name: string } | null }> {
  const chosen = await openFile(mostBytes, 'pem')
  if (chosen === null) return { file: null }
  if (chosen === 'too large' || !isUsable(kind, chosen.text)) {
    throw new AppError('team_file_refused', { field: kind })
  }
  return { file: { id: datasets.teamFiles.add(kind, chosen), name: chosen.name.slice(0, 200) } }
}

function isUsable(kind: TeamFile, text: string): boolean {
  try {
    if (kind === 'key') return createPrivateKey(text).type === 'private'
    return new X509Certificate(text).subject !== ''
  } catch {
    // Not PEM, of another kind, or with a passphrase.
    return false
  }
}
