import { useMemo, type ReactNode } from 'react'
import { useNow } from '../state/use-now.ts'
import { needOf } from '../connections/need.ts'
import { AnchorIcon, ClockIcon, KeyIcon, LinkIcon, NeedIcon, PulseIcon, GearIcon } from '../parts/icons.tsx'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import { roomNames } from '../../shared/views.ts'
import { text } from '../text/text.ts'
import { stageWords } from '../text/labels.ts'
import type { World } from '../state/store.ts'

/** `needs-you` is the list, filtered. */
export type View = (typeof roomNames)[number]

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
  const icons: Record<View, ReactNode> = {
    connections: <LinkIcon />,
    'needs-you': <NeedIcon />,
    activity: <ClockIcon />,
    registrations: <KeyIcon />,
    health: <PulseIcon />,
    settings: <GearIcon />,
  }
  const counts: Partial<Record<View, number>> = {
    ...(world.isWhole && { connections: world.connections.length, 'needs-you': inNeed }),
    registrations: world.registrations.length,
  }
  return (
    <nav className="side" aria-label={text.rooms.label}>
      <div className="brand">
        <span className="mark">
          <AnchorIcon />
        </span>
        {text.appName}
      </div>
      <ul>
        {roomNames.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="room-link"
              aria-current={view === name ? 'page' : undefined}
              onClick={() => onView(name)}
            >
              {icons[name]}
              <span>{text.rooms[name]}</span>
              {counts[name] ? (
                <span className={name === 'needs-you' ? 'count need' : 'count'}>{counts[name]}</span>
              ) : null}
            </button>
          </li>
        ))}
      </ul>
      {sandboxes.length > 0 && (
        <div className="side-foot">
          <span className="tag">{stageWords.sandbox}</span>
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
