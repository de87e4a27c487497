import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { mikomoIssuer, startMikomo, type Mikomo } from '../../electron/main/sandbox/mikomo.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser, type BrowserUser } from '../support/browser-user.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'
import { freePort } from '../support/free-port.ts'

const port = await freePort()
const redirectUri = `http://localhost:${port}/callback`
const clientSecret = 'marker-client-secret-71f0'

let service: SecretService
let browserUser: BrowserUser
let dataFolder: string
let app: RunningApp | null = null
let bank: Mikomo

beforeAll(async () => {
  browserUser = await openBrowserUser()
})
afterAll(() => browserUser.close())
beforeEach(async () => {
  service = await startSecretService()
  dataFolder = newDataFolder()
  bank = await startMikomo({ folder: join(dataFolder, 'bank') })
  bank.registerClient({
    clientId: 'desk-1',
    clientSecret,
    name: 'Treasury desk',
    redirectUris: [redirectUri],
  })
})
afterEach(async () => {
  await app?.quit()
  app = null
  await bank.close()
  service.stop()
  dropFolder(dataFolder)
})

async function start(env: Record<string, string> = service.env): Promise<RunningApp> {
  app = await startApp({ dataFolder, env })
  return app
}

/** Runs an app that refuses to start. @returns its exit code, and what it wrote to stderr */
async function runToEnd(): Promise<[code: number | null, said: string]> {
  const refused = spawn(host.path, [root, `--user-data-dir=${join(dataFolder, 'profile')}`], {
    env: { ...process.env, ...service.env, MOORING_HEADLESS: '1', MOORING_DATA: join(dataFolder, 'data') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  refused.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
  })
  const code = await new Promise<number | null>((resolve) => refused.once('close', resolve))
  return [code, said]
}

/** Types a registration at the bank of this test into the form, with a change where a test wants one. */
async function addRegistration({ window }: RunningApp, change: { secret?: string; connector?: string } = {}) {
  await window.getByRole('button', { name: 'Add registration' }).first().click()
  await window.getByLabel('Name', { exact: true }).fill('Treasury desk')
  await window.getByText('Akoya (custom hosts)').click()
  await window.getByLabel('Authorization base URL').fill(bank.baseUrl)
  await window.getByLabel('Data base URL').fill(bank.baseUrl)
  await window.getByLabel('Issuer').fill(mikomoIssuer)
  await window.getByLabel('Client ID').fill('desk-1')
  await window.getByLabel('Client secret', { exact: true }).fill(change.secret ?? clientSecret)
  await window.getByLabel('Redirect URI').fill(redirectUri)
  await window.getByRole('button', { name: 'Save registration' }).click()
  await window.getByLabel('Connector ID').fill(change.connector ?? 'mikomo')
  await window.getByLabel('Display name').fill('Northbridge Bank')
  await window.getByRole('button', { name: 'Add institution' }).click()
  await window.getByRole('button', { name: 'Remove institution Northbridge Bank' }).waitFor()
}

/** Goes through the disclosure into the browser, and gives the address there. */
async function openBrowser({ window, opened }: RunningApp): Promise<string> {
  const before = (await opened()).length
  await window.getByRole('button', { name: 'Connections' }).click()
  await window.getByRole('button', { name: 'Link institution' }).click()
  await window.getByRole('button', { name: 'Northbridge Bank', exact: true }).click()
  await window.getByText('Until you revoke it, at most one year').waitFor()
  await window.getByRole('button', { name: 'Continue in the browser' }).click()
  await expect
    .poll(async () => {
      if ((await opened()).length > before) return 'opened'
      // What a failure shows.
      return window
        .getByRole('dialog')
        .innerText({ timeout: 1000 })
        .catch(() => 'no dialog')
    })
    .toBe('opened')
  return (await opened())[before] ?? ''
}

describe(`the app on ${host.kind}`, () => {
  test(
    'links through an own registration, and a revocation while the bank is down is pending until it is not',
    { tags: 'thorough' },
    async () => {
      const running = await start()
      await addRegistration(running)
      expect(await running.window.content()).not.toContain(clientSecret)
      await browserUser.approve(await openBrowser(running), { user: 'mikomo_4' })
      const row = running.window.getByRole('row').filter({ hasText: 'Northbridge Bank' })
      await row.filter({ hasText: 'mikomo_4' }).getByText('2 accounts').waitFor()

      bank.misbehave({ down: ['revoke'] })
      await row.getByRole('button', { name: 'Revoke Northbridge Bank' }).click()
      await row.getByText('Revocation pending').waitFor()
      await row.getByText('is unavailable right now').waitFor()
      expect(await row.getByText('Revoked').count()).toBe(0)

      bank.misbehave({ down: [] })
      await row.getByRole('button', { name: /^Retry revoking Northbridge Bank, .* now$/ }).click()
      await row.getByText(/○ Revoked/).waitFor()
      expect(bank.consents()).toMatchObject([{ state: 'revoked', revokedBy: 'client' }])
    },
  )

  test(
    'a wrong client secret is named with the next step, and a right one makes it work',
    { tags: 'thorough' },
    async () => {
      const running = await start()
      await addRegistration(running, { secret: 'mistyped' })
      await browserUser.approve(await openBrowser(running), { user: 'mikomo_4' })
      const alert = running.window.getByRole('alert')
      await alert.getByText('rejected the client ID or client secret').waitFor()
      await alert.getByText('Re-enter the client secret under Registrations').waitFor()
      await running.window.getByRole('button', { name: 'Close', exact: true }).click()

      await running.window.getByRole('button', { name: 'Registrations' }).click()
      await running.window.getByRole('button', { name: 'Change Treasury desk' }).click()
      await running.window.getByLabel('Client secret', { exact: true }).fill(clientSecret)
      await running.window.getByRole('button', { name: 'Save changes' }).click()
      await browserUser.approve(await openBrowser(running), { user: 'mikomo_4' })
      await running.window
        .getByRole('row')
        .filter({ hasText: 'Northbridge Bank' })
        .getByText('Active')
        .waitFor()
    },
  )

  test(
    'an unknown connector is explained in the window, because the bank’s page never comes back',
    { tags: 'thorough' },
    async () => {
      const running = await start()
      await addRegistration(running, { connector: 'no-such-bank' })
      const seen = await browserUser.closeAfterOpening(await openBrowser(running))
      expect(seen.text).toContain('Invalid ConnectorID')
      await running.window.getByText('Browser shows an error page?').click()
      await running.window
        .getByText('The institution doesn’t know the connector ID of Northbridge Bank')
        .waitFor()
      await running.window.getByText('Register exactly this redirect URI').getByText(redirectUri).waitFor()
      await running.window.getByRole('button', { name: 'Cancel' }).click()
      await running.window.getByRole('dialog').waitFor({ state: 'detached' })
      await running.window.getByText('Nothing linked yet').waitFor()
    },
  )

  test('a port that another program holds is named', { tags: 'thorough' }, async () => {
    const running = await start()
    await addRegistration(running)
    const squatter = createServer().listen(port, '127.0.0.1')
    await running.window.getByRole('button', { name: 'Connections' }).click()
    await running.window.getByRole('button', { name: 'Link institution' }).click()
    await running.window.getByRole('button', { name: 'Northbridge Bank', exact: true }).click()
    await running.window.getByRole('button', { name: 'Continue in the browser' }).click()
    await running.window.getByRole('alert').getByText(`Another program is using port ${port}`).waitFor()
    squatter.close()
    await running.window.getByRole('button', { name: 'Try again' }).click()
    await running.window.getByText('Waiting for your browser').waitFor()
    await running.window.getByRole('button', { name: 'Cancel' }).click()
  })

  test('entries that can’t be used are marked in the form', { tags: 'thorough' }, async () => {
    const { window } = await start()
    await window.getByRole('button', { name: 'Add registration' }).click()
    await window.getByRole('button', { name: 'Save registration' }).click()
    await window.getByText('Enter a name.').waitFor()
    await window.getByLabel('Name', { exact: true }).fill('Desk')
    await window.getByLabel('Client ID').fill('x')
    await window.getByRole('button', { name: 'Save registration' }).click()
    await window.getByText('This server needs a client secret.').waitFor()
  })

  test(
    'where no browser opens, the window says so and offers the link to copy',
    { tags: 'thorough' },
    async () => {
      const running = await start()
      await running.electron.evaluate(({ shell }) => {
        shell.openExternal = () => Promise.reject(new Error('no browser'))
      })
      await running.window.getByRole('button', { name: 'Link Mikomo' }).click()
      await running.window.getByRole('alert').getByText('Mooring couldn’t open a browser').waitFor()
      await running.window.getByRole('button', { name: 'Copy link' }).click()
      const copied = async () =>
        String(await running.electron.evaluate(({ clipboard }) => clipboard.readText()))
      await expect.poll(copied).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/auth\?/)
      await browserUser.approve(await copied(), { user: 'mikomo_4' })
      await running.window.getByRole('row').filter({ hasText: 'mikomo_4' }).waitFor()
    },
  )

  test(
    'without a keychain nothing is linked, until the user chooses memory; after quitting it has to be linked again',
    { tags: 'thorough' },
    async () => {
      const env = { DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/nonexistent', DISPLAY: '' }
      const running = await start(env)
      const { window } = running
      await window.getByText('Mooring can’t use this computer’s keychain').first().waitFor()
      await window.getByRole('button', { name: 'Link Mikomo' }).click()
      await window.getByRole('alert').getByText('can’t use this computer’s keychain').waitFor()
      expect(await running.opened()).toEqual([])

      await window.getByRole('button', { name: 'Keep secrets in memory until I quit' }).click()
      await window.getByText('Secrets are kept in memory until you quit').waitFor()
      await window.getByRole('button', { name: 'Link Mikomo' }).click()
      await expect.poll(async () => (await running.opened()).length).toBe(1)
      await browserUser.approve((await running.opened())[0] ?? '', { user: 'mikomo_4' })
      await window.getByRole('row').filter({ hasText: 'mikomo_4' }).waitFor()
      await running.quit()

      const again = await start(service.env)
      const row = again.window.getByRole('row').filter({ hasText: 'mikomo_4' })
      await row.getByRole('button', { name: 'Relink Mikomo' }).waitFor()
      await row.getByRole('button', { name: /^Mikomo, / }).click()
      await again.window
        .getByText(/were kept in memory only/)
        .first()
        .waitFor()
    },
  )

  test(
    'a locked keychain is shown as locked, and unlocking is the next step',
    { tags: 'thorough' },
    async () => {
      service.lock()
      const { window } = await start()
      await window.getByText('The keychain is locked.').first().waitFor()
      await window.getByText('Unlock it, then try again').first().waitFor()
    },
  )

  test(
    'data of a newer Mooring are left as they are, and the window says what to do',
    { tags: 'thorough' },
    async () => {
      mkdirSync(join(dataFolder, 'data'), { recursive: true })
      const file = join(dataFolder, 'data/mooring.db')
      const store = new Database(file)
      store.pragma(`application_id = ${0x4d6f6f72}`)
      store.pragma('user_version = 99')
      store.close()
      const before = createHash('sha256').update(readFileSync(file)).digest('hex')

      const { window } = await start()
      await window.getByText('A newer version of Mooring wrote this data').waitFor()
      await window.getByText('Install the latest version of Mooring').waitFor()
      await app?.quit()
      app = null
      expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(before)
    },
  )

  test('a damaged database is left as it is, and the window says what to do', async () => {
    mkdirSync(join(dataFolder, 'data'), { recursive: true })
    writeFileSync(join(dataFolder, 'data/mooring.db'), '<html>not a database</html>'.repeat(100))
    const { window } = await start()
    await window.getByText('Mooring’s database is damaged').waitFor()
    copyFileSync(join(dataFolder, 'data/mooring.db'), join(dataFolder, 'kept'))
    expect(readFileSync(join(dataFolder, 'kept'), 'utf8')).toContain('not a database')
  })

  test('a data folder that can’t be written is named', { tags: 'thorough' }, async () => {
    mkdirSync(join(dataFolder, 'profile'))
    writeFileSync(join(dataFolder, 'profile/data'), 'a file in the way')
    // Set to nothing: the folder is the app's own.
    const { window } = await start({ ...service.env, MOORING_DATA: '' })
    await window.getByText('Mooring can’t write to its data folder').waitFor()
  })

  test('a file in the place of the data folder that MOORING_DATA names stops the start by that name [N13]', async () => {
    writeFileSync(join(dataFolder, 'data'), 'a file in the way')
    expect(await runToEnd()).toEqual([1, expect.stringContaining('MOORING_DATA is not the path of a folder')])
  })

  test('a second start says that the app runs already, and ends', { tags: 'thorough' }, async () => {
    const running = await start()
    expect(await runToEnd()).toEqual([0, expect.stringContaining('Mooring is already running')])
    await running.window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
  })
})
