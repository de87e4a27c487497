import type { Relink } from '../../shared/models/setup.ts'
import { Name } from '../parts/name.tsx'

/** Institution, login and labels of a connection to link again. */
export function RelinkName({ relink: { institutionName, login, labels } }: { relink: Relink }) {
  return (
    <span className="relink-name">
      <strong>
        <Name text={[institutionName, login].filter(Boolean).join(', ')} />
      </strong>
      {labels.map((label) => (
        <span key={label} className="chip">
          <Name text={label} />
        </span>
      ))}
    </span>
  )
}
