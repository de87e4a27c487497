import type { Connection } from '../../shared/models/connection.ts'
import { text } from '../text/text.ts'
import { permissionDetails, permissionLabels } from '../text/labels.ts'

/** What was granted, with what each lets us read; and struck out, what was not, so that the limits can be seen. */
export function Permissions({ connection }: { connection: Connection }) {
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  const granted = connection.grantable.filter((permission) => connection.permissions.includes(permission))
  const others = connection.grantable.filter((permission) => !connection.permissions.includes(permission))
  return (
    <section>
      <h3>{isAlive ? text.pane.mayRead : text.pane.couldRead}</h3>
      <ul className="permissions">
        {granted.map((permission) => (
          <li key={permission}>
            <span className="chip">{permissionLabels[permission]}</span>
            <span className="sub">{permissionDetails[permission]}</span>
          </li>
        ))}
      </ul>
      <ul className="chips">
        {others.map((permission) => (
          <li key={permission} className="chip not-granted">
            <s>{permissionLabels[permission]}</s>
            <span className="hidden">, {text.pane.notGranted}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
