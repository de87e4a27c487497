import type { ReactNode } from 'react'
import { AnchorIcon, ClockIcon, KeyIcon, LinkIcon } from './parts/icons.tsx'
import type { World } from './state.ts'

export type View = 'connections' | 'activity' | 'registrations'

export function Navigation({
  world,
  view,
  onView,
}: {
  world: World
  view: View
  onView: (view: View) => void
}) {
  const sandboxes = [
    ...new Set(
      world.connections
        .filter(({ stage }) => stage === 'sandbox')
        .map(({ registrationName }) => registrationName),
    ),
  ]
  const items: [View, string, ReactNode, number | null][] = [
    ['connections', 'Connections', <LinkIcon key="icon" />, world.connections.length],
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
              {count ? <span className="count">{count}</span> : null}
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
