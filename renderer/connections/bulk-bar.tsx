import { Button } from '../parts/button.tsx'
import { text } from '../text/text.ts'
import type { BulkRefreshControl } from './use-bulk-refresh.ts'

/** The progress of a bulk refresh, with a button to stop it. */
export function BulkBar({ control }: { control: BulkRefreshControl }) {
  const { bulk } = control
  if (!bulk) return null
  const { total, done, failed, state } = bulk
  const progress =
    state === 'running'
      ? text.bulk.running(done, total)
      : state === 'done'
        ? text.bulk.done(done - failed, total)
        : text.bulk.cancelled(done, total)
  return (
    <div className="banner bulk" role="group" aria-label={text.bulk.label}>
      <p role="status">
        {progress}
        {state !== 'running' && failed > 0 && ` ${text.bulk.failed(failed)}`}
      </p>
      {state === 'running' && (
        <progress aria-label={text.bulk.label} className="progress" value={done} max={total} />
      )}
      <Button onPress={state === 'running' ? control.cancel : control.dismiss}>
        {state === 'running' ? text.bulk.cancel : text.bulk.close}
      </Button>
    </div>
  )
}
