import { Button } from '../parts/button.tsx'
import { DatabaseIcon } from '../parts/icons.tsx'
import { text } from '../text/text.ts'

/** What a dataset is for, what lies on the disk without one, and the next step. */
export function EmptyData({
  isLinked,
  onAdd,
  onConnections,
}: {
  isLinked: boolean
  onAdd: () => void
  onConnections: () => void
}) {
  return (
    <section className="empty-data">
      <DatabaseIcon />
      <h2>{text.data.emptyTitle}</h2>
      <p>{text.data.empty}</p>
      <ul className="chips">
        {Object.values(text.data.formats).map((format) => (
          <li key={format} className="chip">
            {format}
          </li>
        ))}
      </ul>
      <p className="muted">{text.data.emptyDisk}</p>
      {!isLinked && <p className="muted">{text.data.emptyNotLinked}</p>}
      <Button look="primary" onPress={isLinked ? onAdd : onConnections}>
        {isLinked ? text.data.add : text.accounts.toConnections}
      </Button>
    </section>
  )
}
