import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import { folded } from '../../shared/plain-text.ts'
import type { Dataset } from '../../shared/models/dataset.ts'
import type { MenuPosition } from '../connections/list/popup-menu.tsx'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import type { Store } from '../state/store.ts'
import type { Datasets } from '../state/datasets.tsx'
import { useNow } from '../state/use-now.ts'
import { text } from '../text/text.ts'
import { DatasetDetail } from './dataset-detail.tsx'
import { DatasetTable } from './dataset-table.tsx'
import { scopeText } from './dataset-words.ts'
import { EmptyData } from './empty-data.tsx'
import { EndedContext, useEnded } from './ended.ts'
import { DataOverlays } from './overlays.tsx'
import { RunningBars } from './running-bars.tsx'
import type { DataViewState } from './use-data-view.ts'
import { useFinished } from './use-finished.ts'
import { useProgress } from './use-progress.ts'

/** With more datasets than these, one searches. */
const mostWithoutSearch = 8

/** The datasets: where each is, when it runs, how its last run ended, and what it has of each account. */
export function DataView({
  store,
  datasets,
  view: { overlay, open, chosenId, choose },
  onConnection,
  onConnections,
  onNeedsAttention,
  onRegistrations,
}: {
  store: Store
  datasets: Datasets
  view: DataViewState
  onConnection: (id: string) => void
  onConnections: () => void
  onNeedsAttention: () => void
  onRegistrations: () => void
}) {
  const { list, failure, retry, add } = datasets
  const { connections } = store
  const nowMs = useNow(20_000)
  const progress = useProgress()
  const finished = useFinished(list)
  const action = useAction()
  const [page, setPage] = useState<HTMLElement | null>(null)
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const all = useMemo(() => list ?? [], [list])
  const shown = useMemo(() => all.filter((one) => isFound(one, wanted)), [all, wanted])
  const chosen = shown.find(({ id }) => id === chosenId) ?? shown[0] ?? null
  const ended = useEnded(connections, nowMs, onNeedsAttention)
  const openMenu = useCallback(
    (dataset: Dataset, position: MenuPosition) => open({ kind: 'menu', dataset, position }),
    [open],
  )
  const addDataset = () => open({ kind: 'add' })

  return (
    <main className="accounts-view data-view" ref={setPage} tabIndex={0} aria-label={text.data.title}>
      <header className="list-head">
        <h1>{text.data.title}</h1>
        <span className="gap" />
        {all.length > mostWithoutSearch && (
          <SearchBox
            label={text.data.search}
            value={search}
            shortcut={text.settings.searchKeys(text.commandKey(store.app.platform))}
            onChange={setSearch}
          />
        )}
        {connections.length > 0 && (
          <Button onPress={() => open({ kind: 'export' })}>{text.data.exportOnce}</Button>
        )}
        {all.length > 0 && (
          <Button look="primary" onPress={addDataset}>
            {text.data.add}
          </Button>
        )}
      </header>
      <Failures ofList={failure} ofAction={action.failure} onRetry={retry} />
      <p className="hidden" role="status">
        {wanted === '' ? finished : text.data.found(shown.length)}
      </p>
      {list === null && failure === null && <p className="empty">{text.data.loading}</p>}
      {list?.length === 0 && (
        <EmptyData isLinked={connections.length > 0} onAdd={addDataset} onConnections={onConnections} />
      )}
      {all.length > 0 && shown.length === 0 && (
        <div className="empty">
          <p>{text.data.nothingFound}</p>
          <Button onPress={() => setSearch('')}>{text.data.showAll}</Button>
        </div>
      )}
      {chosen && (
        <>
          <EndedContext value={ended}>
            <div className="datasets">
              <DatasetTable
                datasets={shown}
                chosenId={chosen.id}
                nowMs={nowMs}
                onChoose={choose}
                onMenu={openMenu}
              />
            </div>
          </EndedContext>
          <DatasetDetail
            key={chosen.id}
            dataset={chosen}
            connections={connections}
            page={page}
            nowMs={nowMs}
            onConnection={onConnection}
            onRegistrations={onRegistrations}
          />
        </>
      )}
      <RunningBars datasets={all} progress={progress} />
      <DataOverlays
        overlay={overlay}
        connections={connections}
        datasets={all}
        onOpen={open}
        onShow={({ id }) => action.run(() => call('datasets.show', { id }))}
        onPause={({ id, isPaused }) => action.run(() => call('datasets.pause', { id, isPaused: !isPaused }))}
        onAdded={(dataset) => {
          add(dataset)
          choose(dataset.id)
        }}
      />
    </main>
  )
}

/** Why the datasets can't be listed, with another try, and why an action failed. */
function Failures({
  ofList,
  ofAction,
  onRetry,
}: {
  ofList: Failure | null
  ofAction: Failure | null
  onRetry: () => void
}) {
  return (
    <>
      {ofList && (
        <div className="accounts-failure">
          <Problem failure={ofList} />
          <Button onPress={onRetry}>{text.actions.tryAgain}</Button>
        </div>
      )}
      {ofAction && (
        <div className="accounts-failure">
          <Problem failure={ofAction} />
        </div>
      )}
    </>
  )
}

/** Every word of the search is in its name, its place or its scope. */
function isFound(dataset: Dataset, search: string): boolean {
  const words = folded(search).split(/\s+/).filter(Boolean)
  const own = folded([dataset.name, dataset.place.shown, scopeText(dataset)].join('\n'))
  return words.every((word) => own.includes(word))
}
