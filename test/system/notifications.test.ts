import { expect, test, vi } from 'vitest'
import { StandInNotification } from '../standin/system.ts'
import { quietLog } from '../support/quiet-log.ts'

const shown: StandInNotification[] = []
vi.doMock('electron', () => ({
  Notification: class extends StandInNotification {
    override show() {
      shown.push(this)
    }
  },
}))
const { showNotification } = await import('../../electron/main/system/notifications.ts')

test('a notification that the system refuses is logged, and the app goes on (on the stand-in) [EL29]', () => {
  const log = quietLog()
  showNotification({ title: 'Consent expires', body: 'Relink' }, { log, onClick: () => undefined })
  shown[0]?.emit('failed', {}, 'not signed')
  expect(log.lines.map(([event]) => event)).toEqual(['notification.failed'])
})
