import type { Connection } from '../../shared/models/connection.ts'
import { text } from '../text/text.ts'

/** The granted permissions with an explanation of each, and those not granted struck out. */
export function Permissions({ connection }: { connection: Connection }) {
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  const granted = connection.grantable.filter((permission) => connection.permissions.includes(permission))
  const others = connection.grantable.filter((permission) => !connection.permissions.includes(permission))
  return (
    <section>
      <h3>{isAlive ? text.pane.permissions : text.pane.pastPermissions}</h3>
      <ul className="permissions">
        {granted.map((permission) => (
          <li key={permission}>
            <span className="chip">{text.permissions[permission].name}</span>
            <span className="sub">{text.permissions[permission].detail}</span>
          </li>
        ))}
      </ul>
      <ul className="chips">
        {others.map((permission) => (
          <li key={permission} className="chip not-granted">
            <s>{text.permissions[permission].name}</s>
            <span className="hidden">, {text.pane.notGranted}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
