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

/** Replaces the window when the data could not be opened. Says why, and offers what can be done. */
export function StartupErrorPage({
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
    <main className="startup-error">
      <AnchorIcon />
      <h1>{text.startupError.title}</h1>
      <p role="alert">{what}</p>
      <p className="muted">
        {isReplaceable && backup
          ? text.startupError.backup(dateTimeText(backup.atMs), backup.connections)
          : next}
      </p>
      <p className="choices">
        {isReplaceable && backup && (
          <Button look="primary" busy={action.isRunning} onPress={open('backup')}>
            {text.startupError.restore}
          </Button>
        )}
        <Button busy={action.isRunning} onPress={open('file')}>
          {text.startupError.again}
        </Button>
        {isReplaceable && (
          <Button look="quiet-danger" isDestructive busy={action.isRunning} onPress={open('nothing')}>
            {text.startupError.startFresh}
          </Button>
        )}
      </p>
      {isReplaceable && <p className="muted">{text.startupError.kept}</p>}
    </main>
  )
}
