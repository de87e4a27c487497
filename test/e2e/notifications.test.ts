import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeStore, openStore, type Store } from '../../electron/main/store/database.ts'
import { insertDataset } from '../../electron/main/store/datasets.ts'
import { insertNotice, type NoticeRow } from '../../electron/main/store/notices.ts'
import { defaultPreferences, writePreferences } from '../../electron/main/store/preferences.ts'
import { draftOf } from '../support/datasets.ts'
import { seed } from '../../scripts/seed.ts'
import { dropFolder, newDataFolder, startApp, type RunningApp } from '../support/app.ts'

const hourMs = 3_600_000

let dataFolder: string
let app: RunningApp | null

beforeEach(() => {
  dataFolder = newDataFolder()
  app = null
})
afterEach(async () => {
  await app?.quit()
  dropFolder(dataFolder)
})

/** Two, of which the second fails. */
function addDatasets(store: Store): void {
  for (const [id, name] of [
    ['d1', 'Books'],
    ['d2', 'Tax'],
  ] as const) {
    insertDataset(store, {
      id,
      draft: draftOf({ name }),
      path: join(dataFolder, 'gone', `${id}.db`),
      isPaused: false,
      createdAtMs: Date.now(),
      plannedFromMs: Date.now(),
      retry: null,
      failedInARow: 3,
      rows: 0,
      accounts: 0,
      connections: 0,
      lastRun: null,
      problem: { code: 'dataset_gone', detail: {} },
    })
  }
}

/** Starts with a notification that quiet hours hold back; ending these shows it, and it is clicked at once. */
async function clickNotification(notice: Pick<NoticeRow, 'kind' | 'subject' | 'name'>): Promise<RunningApp> {
  seed(join(dataFolder, 'data'), 3)
  const store = openStore(join(dataFolder, 'data', 'mooring.db'))
  const time = (ms: number) => new Date(Date.now() + ms).toTimeString().slice(0, 5)
  const quietHours = { from: time(-hourMs), to: time(12 * hourMs) }
  writePreferences(store, { ...defaultPreferences, quietHours })
  store.exec(`UPDATE grants SET state = 'ended', next_try_at = NULL, problem = '{"code":"grant_ended","detail":{}}'
    WHERE connection_id = 'seeded-1'`)
  store.exec(`UPDATE grants SET refresh_attempts = 3 WHERE state = 'active'`)
  addDatasets(store)
  insertNotice(store, { ...notice, atMs: Date.now() - hourMs, untilMs: null })
  closeStore(store)

  app = await startApp({ dataFolder, env: { DBUS_SESSION_BUS_ADDRESS: '' } })
  await app.electron.evaluate(({ Notification }) => {
    Notification.prototype.show = function show() {
      Reflect.set(globalThis, '__shown', this.title)
      this.emit('click')
    }
  })
  await app.window.getByRole('row').nth(3).waitFor()
  await app.window.getByRole('button', { name: 'Settings' }).click()
  // Not `uncheck`: the box is gone as soon as the notification is clicked.
  await app.window.getByRole('checkbox', { name: 'Quiet hours' }).click()
  return app
}

test(
  'clicking the notification of access that has ended opens its connection',
  { tags: 'thorough' },
  async () => {
    const { window, electron } = await clickNotification({ kind: 'ended', subject: 'seeded-1', name: 'Bank' })
    await window.getByRole('complementary').getByText('analyst-1@example.com').first().waitFor()
    expect(await electron.evaluate(() => Reflect.get(globalThis, '__shown') as string)).toBe(
      'Access to Bank has ended',
    )
  },
)

test(
  'clicking the notification of a refused registration opens that registration',
  { tags: 'thorough' },
  async () => {
    const { window } = await clickNotification({ kind: 'registration', subject: 'r2', name: 'Research' })
    await window.getByRole('heading', { name: 'Registrations' }).waitFor()
    await expect.poll(() => window.evaluate(() => document.activeElement?.textContent)).toBe('Research')
  },
)

test(
  'clicking the notification of a dataset that fails opens that dataset',
  { tags: 'thorough' },
  async () => {
    const { window } = await clickNotification({ kind: 'dataset', subject: 'd2', name: 'Tax' })
    await window.getByRole('heading', { name: 'Tax' }).waitFor()
  },
)
