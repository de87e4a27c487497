import type { Connection } from '../../shared/models/connection.ts'
import { text } from '../text/text.ts'

/** The granted permissions, and those not granted struck out. What each allows is shown on demand. */
export function Permissions({ connection }: { connection: Connection }) {
  const isAlive = connection.status === 'active' || connection.status === 'revoking'
  const granted = connection.grantable.filter((permission) => connection.permissions.includes(permission))
  const others = connection.grantable.filter((permission) => !connection.permissions.includes(permission))
  return (
    <section>
      <h3>{isAlive ? text.pane.permissions : text.pane.pastPermissions}</h3>
      <ul className="chips">
        {granted.map((permission) => (
          <li key={permission} className="chip" title={text.permissions[permission].detail}>
            {text.permissions[permission].name}
            {!connection.readable.includes(permission) && (
              <small className="not-read">{text.pane.notRead}</small>
            )}
          </li>
        ))}
        {others.map((permission) => (
          <li
            key={permission}
            className="chip not-granted"
            title={`${text.pane.notGrantedDetail}${text.permissions[permission].detail}`}
          >
            <s>{text.permissions[permission].name}</s>
            <span className="hidden">, {text.pane.notGranted}</span>
          </li>
        ))}
      </ul>
      {granted.length > 0 && (
        <details className="more">
          <summary>{text.pane.whatTheyAllow}</summary>
          <dl className="permissions">
            {granted.map((permission) => (
              <div key={permission}>
                <dt>{text.permissions[permission].name}</dt>
                <dd className="sub">{text.permissions[permission].detail}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  )
}

/** What was granted, by the institution's own names: nothing else is known of it. Those requested and not granted are struck out. */
export function ScopeNames({ connection: { scopes } }: { connection: Connection }) {
  const notGranted = scopes.asked.filter((scope) => !scopes.granted.includes(scope))
  if (scopes.granted.length + notGranted.length === 0) return null
  return (
    <section>
      <h3>{text.pane.permissions}</h3>
      <ul className="chips">
        {scopes.granted.map((scope) => (
          <li key={scope} className="chip">
            {scope}
          </li>
        ))}
        {notGranted.map((scope) => (
          <li key={scope} className="chip not-granted">
            <s>{scope}</s>
            <span className="hidden">, {text.pane.notGranted}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
