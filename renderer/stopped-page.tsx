import type { Failure } from '../shared/errors.ts'
import type { Backup } from '../shared/models/app.ts'
import { call } from './api.ts'
import { countText, dateTimeText } from './format.ts'
import { messageOf } from './messages.ts'
import { Button } from './parts/button.tsx'
import { AnchorIcon } from './parts/icons.tsx'
import { useAction } from './parts/use-action.ts'

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
  const isDamaged = problem.code === 'database_damaged'
  const open = (from: 'file' | 'backup' | 'nothing') => () =>
    action.run(async () => {
      await call('app.open', { from })
      await onOpened()
    })
  return (
    <main className="stopped">
      <AnchorIcon />
      <h1>Mooring could not open its data</h1>
      <p role="alert">{what}</p>
      {isDamaged && backup ? <BackupOffer backup={backup} /> : <p className="muted">{next}</p>}
      <p className="choices">
        {isDamaged && backup && (
          <Button look="primary" busy={action.isRunning} onPress={open('backup')}>
            Put back the copy
          </Button>
        )}
        <Button busy={action.isRunning} onPress={open('file')}>
          Try again
        </Button>
        {isDamaged && (
          <Button look="quiet-danger" busy={action.isRunning} onPress={open('nothing')}>
            Begin anew
          </Button>
        )}
      </p>
      {isDamaged && (
        <p className="muted">
          Whichever you choose, the damaged file is set aside in the data folder and nothing is deleted. After
          beginning anew, the activity names each institution whose access may still be open.
        </p>
      )}
    </main>
  )
}

function BackupOffer({ backup }: { backup: Backup }) {
  return (
    <p className="muted">
      There is a good copy of {dateTimeText(backup.atMs)} with{' '}
      {countText(backup.connections, 'connection', 'connections')}. What happened since then is not in it: an
      institution that was linked later is to be linked again, and Mooring ends the access it gave.
    </p>
  )
}
