import { useEffect, useState } from 'react'
import type { Relink } from '../../shared/models/setup.ts'
import { Button } from '../parts/button.tsx'
import { call, on } from '../state/api.ts'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'
import { RelinkName } from './relink-name.tsx'
import { RelinkStep } from './relink-step.tsx'

const mostListed = 200

/** Lists the connections of another computer that are to be linked again, and leads through them one by one. */
export function RelinkBar({
  store,
  onShowRegistrations,
  onChanged,
}: {
  store: Store
  onShowRegistrations: () => void
  onChanged: () => Promise<void>
}) {
  const relinks = useRelinks()
  const [queue, setQueue] = useState<readonly string[] | null>(null)
  const [at, setAt] = useState(0)

  // Those that were linked meanwhile are no longer on the list.
  const index =
    queue?.findIndex((id, position) => position >= at && relinks.some((one) => one.id === id)) ?? -1
  const current = queue && relinks.find(({ id }) => id === queue[index])
  if (queue && current) {
    return (
      <RelinkStep
        key={current.id}
        relink={current}
        registration={store.registrations.find(({ id }) => id === current.registrationId)}
        number={index + 1}
        total={queue.length}
        onChanged={onChanged}
        onShowRegistrations={onShowRegistrations}
        onSkip={() => setAt(index + 1)}
        onLeave={() => setQueue(null)}
      />
    )
  }
  if (queue && relinks.length === 0) {
    return (
      <div className="banner working" role="status">
        <p>{text.relinks.done}</p>
        <Button autoFocus onPress={() => setQueue(null)}>
          {text.relinks.leave}
        </Button>
      </div>
    )
  }
  if (relinks.length === 0) return null
  return (
    <section className="banner soon" aria-label={text.relinks.label}>
      <p>
        <strong>{text.relinks.label}:</strong> {text.relinks.banner(relinks.length)}
      </p>
      <Button
        onPress={() => {
          setQueue(relinks.map(({ id }) => id))
          setAt(0)
        }}
      >
        {text.relinks.start}
      </Button>
      <details>
        <summary>{text.relinks.list}</summary>
        <ul>
          {relinks.slice(0, mostListed).map((relink) => (
            <li key={relink.id}>
              <RelinkName relink={relink} />
            </li>
          ))}
          {relinks.length > mostListed && <li>{text.setup.more(relinks.length - mostListed)}</li>}
        </ul>
      </details>
    </section>
  )
}

/** Loaded again whenever the list changes. */
function useRelinks(): Relink[] {
  const [relinks, setRelinks] = useState<Relink[]>([])
  useEffect(() => {
    let isCurrent = true
    const load = () => {
      call('relinks.list', {}).then(
        (list) => {
          if (isCurrent) setRelinks(list)
        },
        // The list comes with the next change. Nothing is lost.
        () => undefined,
      )
    }
    const stop = on('relinks.changed', load)
    load()
    return () => {
      isCurrent = false
      stop()
    }
  }, [])
  return relinks
}
