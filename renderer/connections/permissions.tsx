import type { Connection } from '../../shared/models.ts'
import { permissionWords } from '../words.ts'

/** What was granted; and struck out, what was not, so that the limits can be seen. */
export function Permissions({ connection }: { connection: Connection }) {
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  return (
    <section>
      <h3>{isAlive ? 'What it may read' : 'What it could read'}</h3>
      <ul className="chips">
        {connection.grantable.map((permission) =>
          connection.permissions.includes(permission) ? (
            <li key={permission} className="chip">
              {permissionWords[permission]}
            </li>
          ) : (
            <li key={permission} className="chip not-granted">
              <s>{permissionWords[permission]}</s>
              <span className="hidden">, not granted</span>
            </li>
          ),
        )}
      </ul>
    </section>
  )
}
