import { useState } from 'react'
import { call } from '../state/api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { useUpdates } from '../state/use-updates.ts'

/** Offers to install a downloaded update. Never installs it without the user. */
export function UpdateBanner() {
  const status = useUpdates()
  const action = useAction()
  const [dismissed, setDismissed] = useState<string | null>(null)
  if (status?.state !== 'ready' || status.version === null || status.version === dismissed) return null
  return (
    <div className="banner waiting" role="status">
      <span className="shape" aria-hidden="true">
        ◷
      </span>
      <p>
        <strong>{text.updates.ready(status.version)}</strong> {text.updates.readyNext}
      </p>
      <Button busy={action.isRunning} onPress={() => action.run(() => call('updates.install', {}))}>
        {text.updates.install}
      </Button>
      <Button look="quiet" onPress={() => setDismissed(status.version)}>
        {text.updates.later}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
