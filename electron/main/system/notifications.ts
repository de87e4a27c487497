import { Notification } from 'electron'

/** A notification of the system. Where there are none, the window tells the same. */
export function showNotification(text: { title: string; body: string }, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title: text.title, body: text.body, silent: true })
  notification.on('click', onClick)
  notification.show()
}
