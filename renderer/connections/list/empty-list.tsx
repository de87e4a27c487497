import type { Arrangement } from '../../../shared/list-arrangement.ts'
import { Button } from '../../parts/button.tsx'
import { text } from '../../text/text.ts'

/** Why the list is empty, and how to see more. */
export function EmptyList({
  isLinked,
  arrangement,
  onShowAll,
}: {
  isLinked: boolean
  arrangement: Arrangement
  onShowAll: () => void
}) {
  if (!isLinked) return <p className="empty">{text.list.nothingLinked}</p>
  const isNeeds = arrangement.filter === 'needs-attention' && arrangement.search === ''
  return (
    <div className="empty">
      <p>{isNeeds ? text.list.noneNeedsAttention : text.list.nothingFound}</p>
      <Button onPress={onShowAll}>{text.list.showAll}</Button>
    </div>
  )
}
