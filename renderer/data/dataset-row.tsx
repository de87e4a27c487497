import { memo } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import { Button } from '../parts/button.tsx'
import { ChoiceName } from '../parts/choice-rows.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { TabStop } from '../parts/tab-stop.ts'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { dayTimeText, numberText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { copiesText, lastRunText, placeText, scheduleText, scopeText, statusOf } from './dataset-words.ts'
import { RelinkButton } from './relink-button.tsx'
import { RunPill } from './run-pill.tsx'

/** A row of the table. Renders again only when its properties change. */
export const DatasetRow = memo(function DatasetRow({
  dataset,
  isChosen,
  isCurrent,
  nowMs,
  onFocus,
  onChoose,
  onMenu,
}: {
  dataset: Dataset
  isChosen: boolean
  /** The only row that Tab reaches. */
  isCurrent: boolean
  nowMs: number
  onFocus: (id: string) => void
  onChoose: (id: string) => void
  onMenu: (dataset: Dataset, position: MenuPosition) => void
}) {
  const { id, name, place, isRunning } = dataset
  const action = useAction(dataset)
  const scope = scopeText(dataset)
  const lastRun = lastRunText(dataset, nowMs)
  return (
    <tr
      data-id={id}
      className={isChosen ? 'selected' : ''}
      onClick={() => onChoose(id)}
      onFocus={() => onFocus(id)}
    >
      <th scope="row" className="dataset-cell">
        <ChoiceName name={name} isChosen={isChosen} isCurrent={isCurrent} onChoose={() => onChoose(id)} />
        <span className="sub" title={scope}>
          {scope}
        </span>
      </th>
      <td className="where-cell">
        <span className="place" title={place.shown}>
          <Name text={placeText(place)} />
        </span>
        <Beside dataset={dataset} />
      </td>
      <td className="when-cell">
        <span>{scheduleText(dataset.schedule)}</span>
        <Next dataset={dataset} nowMs={nowMs} />
      </td>
      <td className="rows-cell">
        {dataset.rows === 0 && dataset.accounts > 0 ? (
          <span title={text.data.balancesOf(dataset.accounts)}>{text.data.balancesOnly}</span>
        ) : (
          <>
            {numberText(dataset.rows)}
            <span className="unit"> {text.data.rows}</span>
          </>
        )}
      </td>
      <td className="lastRun-cell">
        <RunPill status={statusOf(dataset, nowMs)} />
        {lastRun !== null && (
          <span className="sub one-line" title={lastRun}>
            {lastRun}
          </span>
        )}
        {action.failure && <Problem failure={action.failure} />}
      </td>
      <td className="actions-cell">
        <TabStop value={isCurrent}>
          <div data-keeps-focus onClick={(event) => event.stopPropagation()} role="presentation">
            <RelinkButton dataset={dataset} action={action} />
            <Button
              look="quiet"
              label={text.data.actions.of(text.data.actions.run, name)}
              busy={isRunning || action.isRunning}
              onPress={() => action.run(() => call('datasets.run', { id }))}
            >
              {text.data.actions.run}
            </Button>
            <span className="show-action">
              <Button
                look="quiet"
                label={text.data.actions.of(text.data.actions.show, name)}
                onPress={() => action.run(() => call('datasets.show', { id }))}
              >
                {text.data.actions.show}
              </Button>
            </span>
            <Button
              look="quiet"
              hasMenu
              label={text.data.actions.of(text.data.actions.more, name)}
              onPress={(button) => {
                const { left, bottom } = button.getBoundingClientRect()
                onMenu(dataset, { left, top: bottom + 4 })
              }}
            >
              ⋯
            </Button>
          </div>
        </TabStop>
      </td>
    </tr>
  )
})

/** What is beside the file, and whether its folder is synced. */
function Beside({ dataset }: { dataset: Dataset }) {
  const { place } = dataset
  const words = [place.isInDataFolder ? text.data.inDataFolder : null, copiesText(dataset)].filter(Boolean)
  if (words.length === 0 && !place.isSynced) return null
  return (
    <span className="sub">
      {place.isSynced && (
        <span className="synced">
          <span aria-hidden="true">▲</span> {text.data.isSynced}
        </span>
      )}
      {place.isSynced && words.length > 0 && ' · '}
      {words.join(', ')}
    </span>
  )
}

function Next({ dataset: { isPaused, nextRunAtMs }, nowMs }: { dataset: Dataset; nowMs: number }) {
  if (isPaused) {
    return (
      <span>
        <span className="tag ended">{text.data.paused}</span>
      </span>
    )
  }
  if (nextRunAtMs === null) return null
  return <span className="sub">{text.list.next(dayTimeText(Math.max(nextRunAtMs, nowMs), nowMs))}</span>
}
