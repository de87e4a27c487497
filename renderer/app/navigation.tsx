import { useMemo, type ReactNode } from 'react'
import { useNow } from '../state/use-now.ts'
import { statusGroupOf } from '../connections/need.ts'
import {
  AnchorIcon,
  BankIcon,
  ClockIcon,
  GearIcon,
  KeyIcon,
  LinkIcon,
  NeedIcon,
  PulseIcon,
} from '../parts/icons.tsx'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { viewNames } from '../../shared/views.ts'
import { numberText } from '../text/format.ts'
import { text } from '../text/text.ts'
import type { Store } from '../state/store.ts'

/** `needs-attention` is the Connections view with a filter. */
export type View = (typeof viewNames)[number]

export function Navigation({
  store,
  view,
  onView,
}: {
  store: Store
  view: View
  onView: (view: View) => void
}) {
  const sandboxes = useMemo(() => sandboxNames(store.connections), [store.connections])
  const nowMs = useNow(60_000)
  const needAttention = useMemo(
    () =>
      store.connections.filter((connection) => statusGroupOf(connection, nowMs) === 'needs-attention').length,
    [store.connections, nowMs],
  )
  const icons: Record<View, ReactNode> = {
    connections: <LinkIcon />,
    'needs-attention': <NeedIcon />,
    accounts: <BankIcon />,
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
    registrations: store.registrations.length,
  }
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
                <span className={name === 'needs-attention' ? 'count urgent' : 'count'}>
                  {numberText(counts[name])}
                </span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
      {sandboxes.length > 0 && (
        <div className="sidebar-foot">
          <span className="tag">{text.stages.sandbox}</span>
          <span>{sandboxes.join(' · ')}</span>
        </div>
      )}
    </nav>
  )
}

function sandboxNames(connections: ConnectionSummary[]): string[] {
  const inSandbox = connections.filter(({ stage }) => stage === 'sandbox')
  return [...new Set(inSandbox.map(({ registrationName }) => registrationName))]
}
