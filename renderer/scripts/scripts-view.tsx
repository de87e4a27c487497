import { useContext, useDeferredValue, useMemo, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { ScriptsContext } from '../state/scripts.tsx'
import type { Store } from '../state/store.ts'
import { useNow } from '../state/use-now.ts'
import { text } from '../text/text.ts'
import { ClientDetail } from './client-detail.tsx'
import { ClientTable } from './client-table.tsx'
import { EmptyScripts } from './empty-scripts.tsx'
import { EndAll } from './end-all.tsx'
import { Questions } from './questions.tsx'
import { isFound, shownClients } from './script-words.ts'
import { ScriptHistory } from './script-history.tsx'
import { Snippets } from './snippets-section.tsx'
import { turnOnScripts } from './turn-on.ts'
import type { ScriptsViewState } from './use-scripts-view.ts'

/** With more programs than these, one searches. */
const mostWithoutSearch = 8

/** The programs that use connections: which of them, how far, until when, and how to end that. */
export function ScriptsView({
  store,
  view: { chosenId, choose, isEnding, setEnding },
  onConnection,
  onActivity,
}: {
  store: Store
  view: ScriptsViewState
  onConnection: (id: string) => void
  onActivity: () => void
}) {
  const { value, failure, retry } = useContext(ScriptsContext)
  const nowMs = useNow(20_000)
  const action = useAction(value)
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const all = useMemo(() => (value ? shownClients(value, nowMs) : []), [value, nowMs])
  const shown = useMemo(() => all.filter((one) => isFound(one, wanted)), [all, wanted])
  const chosen = shown.find(({ id }) => id === chosenId) ?? shown[0] ?? null
  const words = text.scripts
  const isEmpty = value !== null && all.length === 0 && value.questions.length === 0
  return (
    <main className="accounts-view scripts-view" tabIndex={0} aria-label={words.title}>
      <header className="list-head">
        <h1>{words.title}</h1>
        <span className="gap" />
        {all.length > mostWithoutSearch && (
          <SearchBox
            label={words.search}
            value={search}
            shortcut={text.settings.searchKeys(text.commandKey(store.app.platform))}
            onChange={setSearch}
          />
        )}
        {all.some(({ endedAtMs }) => endedAtMs === null) && (
          <Button look="danger" isDestructive onPress={() => setEnding(true)}>
            {words.endAll}
          </Button>
        )}
      </header>
      {value?.isOn === false && !isEmpty && (
        <div className="banner soon">
          <p>{words.off}</p>
          <Button busy={action.isRunning} onPress={() => action.run(turnOnScripts)}>
            {words.turnOn}
          </Button>
        </div>
      )}
      {failure && (
        <div className="accounts-failure">
          <Problem failure={failure} />
          <Button onPress={retry}>{text.actions.tryAgain}</Button>
        </div>
      )}
      {value?.isOn && value.problem && (
        <div className="accounts-failure">
          <p>{words.notReached}</p>
          <Problem failure={value.problem} isNew={false} />
        </div>
      )}
      {action.failure && (
        <div className="accounts-failure">
          <Problem failure={action.failure} />
        </div>
      )}
      <p className="hidden" role="status">
        {wanted === '' ? '' : words.found(shown.length)}
      </p>
      {value === null && failure === null && <p className="empty">{words.loading}</p>}
      {value && <Questions questions={value.questions} nowMs={nowMs} />}
      {isEmpty && (
        <EmptyScripts
          isOn={value.isOn}
          isBusy={action.isRunning}
          onTurnOn={() => action.run(turnOnScripts)}
        />
      )}
      {all.length > 0 && shown.length === 0 && (
        <div className="empty">
          <p>{words.nothingFound}</p>
          <Button onPress={() => setSearch('')}>{words.showAll}</Button>
        </div>
      )}
      {chosen && (
        <>
          <ClientTable
            clients={shown}
            chosenId={chosen.id}
            nowMs={nowMs}
            onChoose={choose}
            onEnd={({ id }) => action.run(() => call('scripts.end', { id }))}
          />
          <ClientDetail key={chosen.id} client={chosen} nowMs={nowMs} onConnection={onConnection} />
        </>
      )}
      {value && (value.isOn || !isEmpty) && <Snippets connections={store.connections} />}
      {value && !isEmpty && <ScriptHistory nowMs={nowMs} onActivity={onActivity} />}
      {isEnding && value && <EndAll clients={all} nowMs={nowMs} onClose={() => setEnding(false)} />}
    </main>
  )
}
