import { useContext, useMemo, type ReactNode } from 'react'
import { DatasetsContext } from '../state/datasets.tsx'
import { ScriptsContext } from '../state/scripts.tsx'
import { useNow } from '../state/use-now.ts'
import { statusGroupOf } from '../../shared/need.ts'
import {
  AnchorIcon,
  BankIcon,
  ClockIcon,
  DatabaseIcon,
  GearIcon,
  KeyIcon,
  LinkIcon,
  NeedIcon,
  PulseIcon,
  TerminalIcon,
} from '../parts/icons.tsx'
import { calendarDaysBetween } from '../../shared/calendar.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { viewNames, type View } from '../../shared/views.ts'
import { shownClients } from '../scripts/script-words.ts'
import { dayTimeText, numberText, timeText } from '../text/format.ts'
import { text } from '../text/text.ts'
import type { Store } from '../state/store.ts'

export function Navigation({
  store,
  view,
  onView,
}: {
  store: Store
  view: View
  onView: (view: View) => void
}) {
  const datasets = useContext(DatasetsContext).list ?? []
  const scripts = useContext(ScriptsContext).value
  const nowMs = useNow(60_000)
  const { needAttention, healthy, nextRefreshMs } = useMemo(
    () => summarize(store.connections, nowMs),
    [store.connections, nowMs],
  )
  const icons: Record<View, ReactNode> = {
    connections: <LinkIcon />,
    'needs-attention': <NeedIcon />,
    accounts: <BankIcon />,
    data: <DatabaseIcon />,
    scripts: <TerminalIcon />,
    activity: <ClockIcon />,
    registrations: <KeyIcon />,
    health: <PulseIcon />,
    settings: <GearIcon />,
  }
  const counts: Partial<Record<View, number>> = {
    ...(store.isWhole && {
      connections: store.connections.length,
      'needs-attention': needAttention,
      accounts: store.connections.reduce((sum, { accountCount }) => sum + accountCount, 0),
    }),
    data: datasets.length,
    scripts: scripts === null ? 0 : scripts.questions.length || shownClients(scripts, nowMs).length,
    registrations: store.registrations.length,
  }
  /** The count is of what waits for the user. */
  const isUrgent = (name: View): boolean =>
    name === 'needs-attention' || (name === 'scripts' && scripts !== null && scripts.questions.length > 0)
  return (
    <nav className="sidebar" aria-label={text.views.label}>
      <div className="brand">
        <span className="logo">
          <AnchorIcon />
        </span>
        {text.appName}
      </div>
      <ul>
        {viewNames.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="view-link"
              aria-current={view === name ? 'page' : undefined}
              onClick={() => onView(name)}
            >
              {icons[name]}
              <span>{text.views[name]}</span>
              {counts[name] ? (
                <span className={isUrgent(name) ? 'count urgent' : 'count'}>{numberText(counts[name])}</span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
      {store.isWhole && store.connections.length > 0 && (
        <p className="sidebar-foot">
          {nextRefreshMs !== null &&
            `${text.navigation.nextRefresh(nextText(Math.max(nextRefreshMs, nowMs), nowMs))} · `}
          <span className="one-line">{text.navigation.healthy(healthy, store.connections.length)}</span>
        </p>
      )}
    </nav>
  )
}

/** The time of day without "today", and its parts on one line. */
function nextText(ms: number, nowMs: number): string {
  const words = calendarDaysBetween(nowMs, ms) === 0 ? timeText(ms) : dayTimeText(ms, nowMs)
  return words.replace(/ (?=\S*$)/, '\u00a0')
}

function summarize(connections: readonly ConnectionSummary[], nowMs: number) {
  let needAttention = 0
  let healthy = 0
  let nextRefreshMs: number | null = null
  for (const connection of connections) {
    const group = statusGroupOf(connection, nowMs)
    if (group === 'needs-attention') needAttention += 1
    if (group === 'active') healthy += 1
    const { status, nextTryAtMs } = connection
    if (status !== 'active' || nextTryAtMs === null) continue
    nextRefreshMs = Math.min(nextTryAtMs, nextRefreshMs ?? Infinity)
  }
  return { needAttention, healthy, nextRefreshMs }
}
