import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { ConnectionData } from '../../shared/models/dataset.ts'
import { Name } from '../parts/name.tsx'
import { calendarDayText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { DeleteData } from './delete-data.tsx'
import { storedOf } from './stored.ts'

/** Which datasets have data of a connection, and from when to when. Once its access has ended, offers to delete it. */
export function StoredData({ connection, data }: { connection: ConnectionSummary; data: ConnectionData }) {
  const stored = storedOf(data)
  if (stored.length === 0) return null
  const hasEnded = ['revoked', 'needs-consent', 'cannot-revoke'].includes(connection.status)
  const words = text.data.kept
  return (
    <section>
      <header className="section-head">
        <h3>{words.title}</h3>
        {hasEnded && <DeleteData connection={connection} stored={stored} look="quiet-danger" />}
      </header>
      <ul className="stored">
        {stored.map(({ id, name, from, to, rows }) => (
          <li key={id}>
            <span className="stored-name" title={name}>
              <Name text={name} />
            </span>
            <span className="sub">
              {from === null || to === null
                ? words.nothing
                : `${words.covers(calendarDayText(from), calendarDayText(to))} · ${words.rows(rows)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
