import { useEffect, useState } from 'react'
import type { UnclaimedLink } from '../../shared/models/unclaimed-link.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call, on } from '../state/api.ts'
import { dateText } from '../text/format.ts'
import { text } from '../text/text.ts'

/** Asks what to do with each link that was made after the backup that was restored. */
export function UnclaimedBanner() {
  const [links, setLinks] = useState<UnclaimedLink[] | null>(null)
  useEffect(() => {
    const stop = on('unclaimed.changed', setLinks)
    call('unclaimed.list', {}).then(
      // An event that arrived in the meantime is newer.
      (answer) => setLinks((newer) => newer ?? answer),
      () => undefined,
    )
    return stop
  }, [])
  return (
    <>
      {links?.map((link) => (
        <Unclaimed key={link.id} link={link} />
      ))}
    </>
  )
}

function Unclaimed({ link }: { link: UnclaimedLink }) {
  const action = useAction(link.id)
  return (
    <div className="banner soon" role="status">
      <span className="shape" aria-hidden="true">
        ▲
      </span>
      <p>
        <strong>{text.unclaimed.what(link.institutionName, dateText(link.linkedAtMs))}</strong>{' '}
        {text.unclaimed.next}
      </p>
      <Button
        busy={action.isRunning}
        onPress={() => action.run(() => call('unclaimed.takeBack', { id: link.id }))}
      >
        {text.unclaimed.takeBack}
      </Button>
      <Button
        isDestructive
        busy={action.isRunning}
        onPress={() => action.run(() => call('unclaimed.end', { id: link.id }))}
      >
        {text.unclaimed.end}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
