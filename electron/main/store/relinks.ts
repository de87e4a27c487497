import { refreshPolicy, type RefreshPolicy } from '../../../shared/models/refresh-policy.ts'
import type { Store } from './database.ts'

/** A connection of another computer, to be linked again. */
export interface RelinkRow {
  id: string
  institutionId: string
  sub: string
  login: string
  labels: string[]
  /** How the registration authenticated itself on the other computer. */
  credential: 'none' | 'secret' | 'key' | 'certificate'
  /** Beside it, a client certificate bound its tokens. */
  hasCertificate: boolean
  /** Its refresh policy on the other computer; null if it had none of its own. */
  policy: RefreshPolicy | null
  createdAtMs: number
}

type Stored = Omit<RelinkRow, 'labels' | 'policy' | 'hasCertificate'> & {
  labels: string
  policy: string | null
  hasCertificate: 0 | 1
}

const selected = `id, institution_id AS institutionId, sub, login, labels, credential, has_certificate AS hasCertificate,
  policy, created_at AS createdAtMs`

/** @returns false if the login is listed already */
export function insertRelink(store: Store, row: RelinkRow): boolean {
  const { changes } = store
    .prepare(
      `INSERT OR IGNORE INTO relinks (id, institution_id, sub, login, labels, credential, has_certificate, policy, created_at)
       VALUES (@id, @institutionId, @sub, @login, @labels, @credential, @hasCertificate, @policy, @createdAtMs)`,
    )
    .run({
      ...row,
      labels: JSON.stringify(row.labels),
      hasCertificate: row.hasCertificate ? 1 : 0,
      policy: row.policy === null ? null : JSON.stringify(row.policy),
    })
  return changes === 1
}

/** In the order of the file. */
export function listRelinks(store: Store): RelinkRow[] {
  return store.prepare<[], Stored>(`SELECT ${selected} FROM relinks ORDER BY rowid`).all().map(toRow)
}

export function findRelink(store: Store, institutionId: string, sub: string): RelinkRow | undefined {
  const found = store
    .prepare<[string, string], Stored>(`SELECT ${selected} FROM relinks WHERE institution_id = ? AND sub = ?`)
    .get(institutionId, sub)
  return found && toRow(found)
}

export function deleteRelink(store: Store, id: string): void {
  store.prepare('DELETE FROM relinks WHERE id = ?').run(id)
}

function toRow(stored: Stored): RelinkRow {
  return {
    ...stored,
    labels: JSON.parse(stored.labels) as string[],
    hasCertificate: stored.hasCertificate === 1,
    policy: readPolicy(stored.policy),
  }
}

/** None where it can't be read: the connection is then refreshed as any other. */
function readPolicy(json: string | null): RefreshPolicy | null {
  try {
    return json === null ? null : refreshPolicy.parse(JSON.parse(json))
  } catch {
    return null
  }
}
