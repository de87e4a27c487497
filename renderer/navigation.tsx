import { useMemo, type ReactNode } from 'react'
import { useNow } from './clock.ts'
import { needOf } from './connections/need.ts'
import { AnchorIcon, ClockIcon, KeyIcon, LinkIcon, NeedIcon } from './parts/icons.tsx'
import type { ConnectionSummary } from '../shared/models.ts'
import type { World } from './state.ts'

/** `needs-you` is the list, filtered. */
export type View = 'connections' | 'needs-you' | 'activity' | 'registrations'

export function Navigation({
  world,
  view,
  onView,
}: {
  world: World
  view: View
  onView: (view: View) => void
}) {
  const sandboxes = useMemo(() => sandboxNames(world.connections), [world.connections])
  const nowMs = useNow(60_000)
  const inNeed = useMemo(
    () => world.connections.filter((connection) => needOf(connection, nowMs) !== null).length,
    [world.connections, nowMs],
  )
  const items: [View, string, ReactNode, number | null][] = [
    ['connections', 'Connections', <LinkIcon key="icon" />, world.connections.length],
    ['needs-you', 'Needs you', <NeedIcon key="icon" />, inNeed],
    ['activity', 'Activity', <ClockIcon key="icon" />, null],
    ['registrations', 'Registrations', <KeyIcon key="icon" />, world.registrations.length],
  ]
  return (
    <nav className="side" aria-label="Rooms">
      <div className="brand">
        <span className="mark">
          <AnchorIcon />
        </span>
        Mooring
      </div>
      <ul>
        {items.map(([name, words, icon, count]) => (
          <li key={name}>
            <button
              type="button"
              className="room-link"
              aria-current={view === name ? 'page' : undefined}
              onClick={() => onView(name)}
            >
              {icon}
              <span>{words}</span>
              {count ? <span className={name === 'needs-you' ? 'count need' : 'count'}>{count}</span> : null}
            </button>
          </li>
        ))}
      </ul>
      {sandboxes.length > 0 && (
        <div className="side-foot">
          <span className="tag">Sandbox</span>
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
