import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './support/open-window.ts'
import { everyStatusScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('service credentials of the hub are entered, connectors imported, and the credentials removed', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Registrations' }).click()
  const hub = page.getByRole('group', { name: 'Data Recipient Hub of Treasury desk' })
  await hub.getByRole('button', { name: 'Enter service credentials of Treasury desk' }).click()
  await hub.getByRole('button', { name: 'Save' }).click()
  await hub.getByText('Enter all three.').waitFor()
  await hub.getByLabel('Service client ID').fill('service')
  await hub.getByLabel('Service client secret').fill('not to be shown')
  await hub.getByLabel('App ID').fill('app-1')
  await hub.getByRole('button', { name: 'Save' }).click()
  await hub.getByText(/Service client service, app app-1\./).waitFor()
  expect(await page.content()).not.toContain('not to be shown')

  await hub.getByRole('button', { name: 'Import subscribed connectors' }).click()
  await hub.getByText('12 institutions added, 3 already there.').waitFor()
  await hub.getByRole('button', { name: 'Remove service credentials' }).click()
  await hub.getByText(/^Optional\./).waitFor()
  expect(mooring.calls.filter(({ method }) => method === 'hub.change').at(-1)?.input).toMatchObject({
    clientId: '',
  })
})

test('what the hub says of a consent is a hint beside a connection that goes on', async () => {
  const scene = everyStatusScene()
  const connection = scene.connections.find(({ status }) => status === 'active')
  if (!connection) throw new Error('no active connection')
  Object.assign(connection, { hubConsent: { status: 'REVOKED', atMs: Date.now() } })
  const { page } = await stage.open({ scene })
  await page.getByText(connection.institutionName).first().click()
  await page.getByText(/The hub lists this consent as revoked/).waitFor()
  await page.getByText(/Mooring keeps the connection until the institution refuses it/).waitFor()
})
