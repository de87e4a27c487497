import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { connectionName } from '../text/connection-name.ts'
import { filterConnections } from '../connections/list/arrange.ts'
import { parseQuery } from '../connections/list/query.ts'
import { stepTo } from '../parts/step-to.ts'
import { Button } from '../parts/button.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Name } from '../parts/name.tsx'
import { withOption } from '../parts/options.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { VirtualRows } from '../parts/virtual-rows.tsx'
import { useNow } from '../state/use-now.ts'
import { text } from '../text/text.ts'

const rowPx = 34

/** Chooses connections from a list of any length. Tab reaches one row, and the arrow keys move between rows. */
export function ConnectionPicker({
  connections,
  chosen,
  onChange,
}: {
  connections: readonly ConnectionSummary[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
}) {
  const words = text.data.dialog
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search)
  const nowMs = useNow(60_000)
  const shown = useMemo(() => {
    const query = parseQuery(wanted)
    return query === null
      ? connections
      : filterConnections(connections, { query, filter: 'all' }, nowMs).connections
  }, [connections, wanted, nowMs])
  const keys = useMemo(() => shown.map(({ id }) => id), [shown])
  const lines = useMemo(() => shown.map(() => ({ kind: 'connection' })), [shown])
  const [currentId, setCurrent] = useState<string | null>(null)
  const [goTo, setGoTo] = useState<{ index: number } | null>(null)
  const current = Math.max(currentId === null ? -1 : keys.indexOf(currentId), 0)
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const next = stepTo(event.key, lines, current, Math.floor((scroller?.clientHeight ?? 0) / rowPx))
    const id = next === null ? undefined : keys[next]
    if (next === null || id === undefined) return
    event.preventDefault()
    setCurrent(id)
    setGoTo({ index: next })
  }
  return (
    <div className="connection-picker">
      <div className="picker-head">
        <SearchBox label={words.searchConnections} value={search} onChange={setSearch} />
        <span className="sub" role="status">
          {words.chosen(chosen.size, connections.length)}
        </span>
        <Button look="link" onPress={() => onChange(new Set([...chosen, ...keys]))}>
          {words.chooseShown}
        </Button>
        <Button look="link" onPress={() => onChange(new Set())}>
          {words.chooseNone}
        </Button>
      </div>
      <div className="picker-list" ref={setScroller}>
        {shown.length === 0 && <p className="sub">{words.nothingFound}</p>}
        <table aria-rowcount={shown.length + 1}>
          <caption className="hidden">{words.selections.connections}</caption>
          <VirtualRows
            keys={keys}
            rowPx={rowPx}
            scroller={scroller}
            current={current}
            goTo={goTo}
            onKeyDown={move}
          >
            {(index, attributes) => {
              const one = shown[index]
              if (!one) return null
              return (
                <tr key={one.id} {...attributes}>
                  <td>
                    <label className="picker-item" title={connectionName(one)}>
                      <input
                        type="checkbox"
                        checked={chosen.has(one.id)}
                        tabIndex={index === current ? 0 : -1}
                        onFocus={() => setCurrent(one.id)}
                        onChange={({ target }) => onChange(withOption(chosen, one.id, target.checked))}
                      />
                      <Monogram name={one.institutionName} />
                      <span className="picker-name">
                        <Name text={one.institutionName} />{' '}
                        <span className="sub">
                          <Name text={[one.signedInAs, ...one.labels].filter(Boolean).join(' · ')} />
                        </span>
                      </span>
                    </label>
                  </td>
                </tr>
              )
            }}
          </VirtualRows>
        </table>
      </div>
    </div>
  )
}
