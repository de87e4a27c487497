import { useContext } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import { connectionName } from '../text/connection-name.ts'
import { Button } from '../parts/button.tsx'
import type { Action } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { EndedContext } from './ended.ts'

/** Relinks the connection of a dataset that has ended, or shows several of them. Nothing while all of them work. */
export function RelinkButton({ dataset, action }: { dataset: Dataset; action: Action }) {
  const { endedOf, showEnded } = useContext(EndedContext)
  const [first, ...others] = endedOf(dataset)
  if (!first) return null
  if (others.length > 0) {
    return (
      <Button look="quiet-accent" onPress={showEnded}>
        {text.data.actions.relinkSeveral(others.length + 1)}
      </Button>
    )
  }
  const { id: connectionId, institutionId } = first
  return (
    <Button
      look="quiet-accent"
      label={text.data.actions.relinkOf(dataset.name, connectionName(first))}
      onPress={() => action.run(() => call('links.start', { institutionId, connectionId }))}
    >
      {text.data.actions.relink}
    </Button>
  )
}
