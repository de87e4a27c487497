import { Notification } from 'electron'
import type { Log } from '../core/log.ts'

/** The newest ones: a notification that is garbage collected hears no click, and one that has timed out can still be clicked. */
const kept: Notification[] = []
const mostKept = 20

/** A notification of the system. Where there are none, or the system refuses it, the window says the same. */
export function showNotification(
  text: { title: string; body: string },
  { log, onClick }: { log: Log; onClick: () => void },
): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title: text.title, body: text.body, silent: true })
  kept.push(notification)
  kept.splice(0, kept.length - mostKept)
  notification.on('click', onClick)
  // An app that is not signed gets none from macOS; a user may have turned them off.
  notification.on('failed', () => log.warn('notification.failed'))
  notification.show()
}
