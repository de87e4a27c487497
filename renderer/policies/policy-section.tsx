import type { Connection } from '../../shared/models/connection.ts'
import { Button } from '../parts/button.tsx'
import { connectionName } from '../text/connection-name.ts'
import { dateText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** When a connection is refreshed by itself, and what says so. */
export function PolicySection({ connection, onChange }: { connection: Connection; onChange: () => void }) {
  const { refreshPolicy, maintenance, institutionName, labels, consentUntilMs } = connection
  const isNever = refreshPolicy.policy.kind === 'never'
  return (
    <section className="policy">
      <h3>{text.policies.title}</h3>
      <p>
        {text.policies.inWords(refreshPolicy.policy)}.{' '}
        <span className="sub">{text.policies.why(refreshPolicy, institutionName, labels.length)}</span>{' '}
        <Button look="link" label={text.policies.changeOf(connectionName(connection))} onPress={onChange}>
          {text.policies.change}
        </Button>
      </p>
      {isNever && <p className="notice">{text.policies.never(dateText(consentUntilMs))}</p>}
      {!isNever &&
        maintenance.map((window) => (
          <p className="sub" key={JSON.stringify(window)}>
            {text.policies.maintenance(window)}
          </p>
        ))}
    </section>
  )
}
