import { errorTraits } from '../../shared/error-traits.ts'
import type { Failure } from '../../shared/errors.ts'
import type { Backup } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'
import { dateTimeText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { Button } from '../parts/button.tsx'
import { AnchorIcon } from '../parts/icons.tsx'
import { useAction } from '../parts/use-action.ts'
import { text } from '../text/text.ts'

/** The data could not be opened: nothing else can be shown, and this says why and what can be done. */
export function StoppedPage({
  problem,
  backup,
  onOpened,
}: {
  problem: Failure
  backup: Backup | null
  onOpened: () => Promise<void>
}) {
  const action = useAction()
  const { what, next } = messageOf(action.failure ?? problem)
  const isReplaceable = errorTraits[problem.code].isDatabaseReplaceable === true
  const open = (from: 'file' | 'backup' | 'nothing') => () =>
    action.run(async () => {
      try {
        await call('app.open', { from })
      } finally {
        await onOpened()
      }
    })
  return (
    <main className="stopped">
      <AnchorIcon />
      <h1>{text.stopped.title}</h1>
      <p role="alert">{what}</p>
      <p className="muted">
        {isReplaceable && backup ? text.stopped.backup(dateTimeText(backup.atMs), backup.connections) : next}
      </p>
      <p className="choices">
        {isReplaceable && backup && (
          <Button look="primary" busy={action.isRunning} onPress={open('backup')}>
            {text.stopped.restore}
          </Button>
        )}
        <Button busy={action.isRunning} onPress={open('file')}>
          {text.stopped.again}
        </Button>
        {isReplaceable && (
          <Button look="quiet-danger" isDestructive busy={action.isRunning} onPress={open('nothing')}>
            {text.stopped.anew}
          </Button>
        )}
      </p>
      {isReplaceable && <p className="muted">{text.stopped.kept}</p>}
    </main>
  )
}
