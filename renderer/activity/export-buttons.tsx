import { call } from '../api.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'

/** Writes the activity, of one connection or of all, into a file that the person chooses. */
export function ExportButtons({ connectionId }: { connectionId?: string }) {
  const action = useAction()
  const save = (format: 'csv' | 'json') =>
    action.run(() =>
      call('activity.export', { format, ...(connectionId === undefined ? {} : { connectionId }) }),
    )
  return (
    <>
      <span className="exports">
        <Button look="quiet" label="Export as CSV" busy={action.isRunning} onPress={() => save('csv')}>
          CSV
        </Button>
        <Button look="quiet" label="Export as JSON" busy={action.isRunning} onPress={() => save('json')}>
          JSON
        </Button>
      </span>
      {action.failure && <Problem failure={action.failure} />}
    </>
  )
}
