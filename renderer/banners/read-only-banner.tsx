import type { Failure } from '../../shared/errors.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** Says that the data can only be read, why, and what to do. */
export function ReadOnlyBanner({ problem, onOpened }: { problem: Failure; onOpened: () => Promise<void> }) {
  const action = useAction()
  const open = () =>
    action.run(async () => {
      await call('app.open', { from: 'file' })
      await onOpened()
    })
  return (
    <div className="banner soon" role="status">
      <span className="shape" aria-hidden="true">
        ▲
      </span>
      <p>
        <strong>{problem.code === 'disk_full' ? text.readOnly.diskFull : text.readOnly.unwritable}</strong>{' '}
        {text.readOnly.effect}{' '}
        {problem.code === 'disk_full' ? text.readOnly.freeSpace : text.readOnly.checkFolder}
      </p>
      <Button busy={action.isRunning} onPress={open}>
        {text.startupError.again}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </div>
  )
}
