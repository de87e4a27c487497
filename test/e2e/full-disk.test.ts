import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seed } from '../../scripts/seed.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { fillerName, noSmallDisk, writeDiskWrapper } from '../support/small-disk.ts'

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

/** Starts the app on a disk that is full, or only read, and has two connections. */
async function startOn(how: 'full' | 'read-only'): Promise<RunningApp> {
  const [folder, seeded, wrapper] = ['data', 'seed', 'wrapper'].map((name) => join(dataFolder, name))
  if (!folder || !seeded || !wrapper) throw new Error('three names')
  mkdirSync(folder)
  mkdirSync(join(dataFolder, 'profile'))
  seed(seeded, 2)
  writeDiskWrapper(wrapper, { program: host.path, folder, seed: seeded, how })
  app = await startApp({ dataFolder, wrapper, env: { DBUS_SESSION_BUS_ADDRESS: '' } })
  return app
}

describe.skipIf(noSmallDisk !== null)(
  `the app on ${host.kind}${noSmallDisk === null ? '' : `: ${noSmallDisk}`}`,
  () => {
    test(
      'with a full disk the list is shown, a banner says what does not work, and each change says why [R15]',
      { tags: 'thorough' },
      async () => {
        const { window, electron, stderr } = await startOn('full')
        const banner = window.getByRole('status').filter({ hasText: 'The disk is full.' })
        await banner.getByText('can’t refresh, link, relink, revoke or change anything').waitFor()
        await expect.poll(() => window.getByRole('row').filter({ hasText: '@example.com' }).count()).toBe(2)
        await window
          .getByRole('button', { name: /^Refresh .*@/ })
          .first()
          .click()
        await window.getByText('The disk is full, so this couldn’t be saved.').first().waitFor()

        await banner.getByRole('button', { name: 'Try again' }).click()
        await banner.getByText('Free up some space, then try again.').last().waitFor()
        rmSync(`/proc/${electron.process().pid}/root${join(dataFolder, 'data', fillerName)}`)
        await banner.getByRole('button', { name: 'Try again' }).click()
        await banner.waitFor({ state: 'detached' })
        expect(stderr()).not.toContain('electron-log')
        expect(await window.getByRole('row').filter({ hasText: '@example.com' }).count()).toBe(2)
      },
    )

    test(
      'with a disk that is only read the list is shown, with what to check [R15]',
      { tags: 'thorough' },
      async () => {
        const { window } = await startOn('read-only')
        const banner = window.getByRole('status').filter({ hasText: 'can’t write to its data folder' })
        await banner.getByText('Check that the folder belongs to you').waitFor()
        await expect.poll(() => window.getByRole('row').filter({ hasText: '@example.com' }).count()).toBe(2)
      },
    )
  },
)
