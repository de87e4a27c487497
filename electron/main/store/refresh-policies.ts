import {
  setPolicy,
  type PolicyTarget,
  type RefreshPolicy,
  type SetPolicy,
} from '../../../shared/models/refresh-policy.ts'
import { folded } from '../../../shared/plain-text.ts'
import type { Store } from './database.ts'
import type { ConnectionRow } from './rows.ts'

interface Stored {
  target: string
  policy: string
}

/** Sets a policy in place of the one before; null removes it. */
export function writePolicy(store: Store, target: PolicyTarget, policy: RefreshPolicy | null): void {
  const key = {
    connectionId: target.kind === 'connection' ? target.id : null,
    label: target.kind === 'label' ? folded(target.label) : null,
    institutionId: target.kind === 'institution' ? target.id : null,
  }
  store
    .prepare(
      `DELETE FROM refresh_policies WHERE connection_id = @connectionId OR label = @label OR institution_id = @institutionId`,
    )
    .run(key)
  if (policy === null) return
  store
    .prepare(
      `INSERT INTO refresh_policies (connection_id, label, institution_id, target, policy)
       VALUES (@connectionId, @label, @institutionId, @target, @policy)`,
    )
    .run({ ...key, target: JSON.stringify(target), policy: JSON.stringify(policy) })
}

const policiesOfSql = `SELECT target, policy FROM refresh_policies WHERE connection_id = @id
  OR institution_id = @institutionId OR label IN (SELECT value FROM json_each(@labels)) ORDER BY rowid`

/** The policies of a connection, of its labels and of its institution. Without damaged ones. */
export function policiesOf(
  store: Store,
  { id, institutionId, labels }: Pick<ConnectionRow, 'id' | 'institutionId' | 'labels'>,
): SetPolicy[] {
  return store
    .prepare<object, Stored>(policiesOfSql)
    .all({ id, institutionId, labels: JSON.stringify(labels.map(folded)) })
    .flatMap(toPolicy)
}

/** All policies. Without damaged ones. */
export function listPolicies(store: Store): SetPolicy[] {
  return store
    .prepare<[], Stored>('SELECT target, policy FROM refresh_policies ORDER BY rowid')
    .all()
    .flatMap(toPolicy)
}

function toPolicy({ target, policy }: Stored): SetPolicy[] {
  try {
    return [setPolicy.parse({ target: JSON.parse(target), policy: JSON.parse(policy) })]
  } catch {
    // Damaged: as if it were not set.
    return []
  }
}
