import { failure, type Failure } from '../../../shared/errors.ts'
import { teamTarget, type TeamTarget } from '../../../shared/models/team.ts'
import type { Store } from './database.ts'

export interface TeamCopyRow {
  datasetId: string
  target: TeamTarget
  /** Certificate authorities to trust, PEM; null for the system's. */
  authority: string | null
  authorityFile: string | null
  copiedAtMs: number | null
  problem: Failure | null
  /** When it is brought up next without a run; null if nothing is left to do. */
  dueAtMs: number | null
}

type Stored = Omit<TeamCopyRow, 'target' | 'problem'> & { target: string; problem: string | null }

const columns = `dataset_id AS datasetId, target, authority, authority_file AS authorityFile, copied_at AS copiedAtMs, problem,
  due_at AS dueAtMs`

export function saveTeamCopy(store: Store, row: TeamCopyRow): void {
  store
    .prepare(
      `INSERT OR REPLACE INTO team_copies (dataset_id, target, authority, authority_file, copied_at, problem, due_at)
       VALUES (@datasetId, @target, @authority, @authorityFile, @copiedAtMs, @problem, @dueAtMs)`,
    )
    .run({ ...row, target: JSON.stringify(row.target), problem: row.problem && JSON.stringify(row.problem) })
}

export function findTeamCopy(store: Store, datasetId: string): TeamCopyRow | undefined {
  const found = store
    .prepare<[string], Stored>(`SELECT ${columns} FROM team_copies WHERE dataset_id = ?`)
    .get(datasetId)
  return found && toRow(found)[0]
}

export function listTeamCopies(store: Store): TeamCopyRow[] {
  return store
    .prepare<[], Stored>(`SELECT ${columns} FROM team_copies ORDER BY dataset_id`)
    .all()
    .flatMap(toRow)
}

export function deleteTeamCopyRow(store: Store, datasetId: string): void {
  store.prepare('DELETE FROM team_copies WHERE dataset_id = ?').run(datasetId)
}

/** None for a damaged row: its settings are entered again. */
function toRow(stored: Stored): TeamCopyRow[] {
  try {
    return [
      {
        ...stored,
        target: teamTarget.parse(JSON.parse(stored.target)),
        problem: stored.problem === null ? null : failure.parse(JSON.parse(stored.problem)),
      },
    ]
  } catch {
    // Neither JSON nor of this shape.
    return []
  }
}
