import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeAuthority } from '../support/certificate-authority.ts'
import { dropFolder, host, newDataFolder, startApp } from '../support/app.ts'
import { newPublisher, startFeedServer, type FeedServer } from '../support/feed-server.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let folder: string
let server: FeedServer
const publisher = newPublisher()

/** What the app runs as: the stand-in is a script for Node. */
const executable = realpathSync(host.kind === 'electron' ? host.path : process.execPath)

beforeEach(async () => {
  service = await startSecretService()
  folder = newDataFolder()
  server = await startFeedServer(makeAuthority(folder))
})
afterEach(async () => {
  await server.close()
  service.stop()
  dropFolder(folder)
})

const isLinux = process.platform === 'linux'
const why = isLinux ? '' : ': skipped, because AppImages are Linux’s own'

describe.skipIf(!isLinux)(`the app on ${host.kind}${why}`, () => {
  test(
    'a user types a feed, a newer version is downloaded and checked, and on Restart it replaces the old one and starts',
    { tags: 'thorough' },
    async () => {
      const appImage = join(folder, 'Mooring.AppImage')
      writeFileSync(appImage, 'old', { mode: 0o755 })
      const content = `#!/bin/sh\necho started >"${join(folder, 'started')}"\n`
      server.publish(publisher, { version: '9.0.0', content })

      const { window, electron } = await startApp({
        dataFolder: folder,
        env: {
          ...service.env,
          MOORING_EXTRA_CA: join(folder, 'ca.pem'),
          MOORING_UPDATE_KEYS: publisher.publicKey,
          APPIMAGE: appImage,
          APPDIR: dirname(executable),
        },
      })
      await window.getByRole('button', { name: 'Settings' }).click()
      await window.getByText('no update feed is set').waitFor()
      await window.getByLabel('Update feed').fill(server.address.replace('https', 'http'))
      await window.getByRole('button', { name: 'Save', exact: true }).click()
      await window.getByText('Updates can’t come from that address.').waitFor()

      await window.getByLabel('Update feed').fill(server.address)
      await window.getByRole('button', { name: 'Save', exact: true }).click()
      await window.getByText('Not checked since Mooring started.').waitFor()
      expect(server.requests).toEqual([])
      await window.getByRole('button', { name: 'Check now' }).click()
      await window.getByText('Mooring 9.0.0 is downloaded and verified.').waitFor()
      expect(readFileSync(appImage, 'utf8')).toBe('old')

      const ended = new Promise((resolve) => electron.process().once('exit', resolve))
      await window.getByRole('button', { name: 'Restart and update' }).first().click()
      expect(await ended).toBe(0)
      expect(readFileSync(appImage, 'utf8')).toBe(content)
      await expect.poll(() => existsSync(join(folder, 'started'))).toBe(true)
    },
  )
})
