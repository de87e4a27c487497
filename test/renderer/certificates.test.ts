import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openStage, type Stage } from './support/open-window.ts'
import { emptyScene, everyStatusScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const dayMs = 24 * 60 * 60_000

test('a client certificate is chosen, opened with its password, shown, and saved by its id alone', async () => {
  const { page, mooring } = await stage.open({ scene: emptyScene() })
  await page.getByRole('button', { name: 'Add registration' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Direct desk')
  await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
  await page.getByLabel('Issuer').fill('https://login.example.com/')
  await page.getByLabel('Client ID').fill('desk')
  await page.getByRole('radio', { name: /^A client certificate/ }).check({ force: true })
  await page.getByRole('button', { name: 'Save registration' }).click()
  await page.getByText('Choose a certificate, or another client authentication.').waitFor()

  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await page.getByLabel('Password of the certificate').fill('wrong')
  await page.keyboard.press('Enter')
  await page.getByText('The password doesn’t open this certificate. Nothing was stored.').waitFor()
  await page.getByLabel('Password of the certificate').fill('right')
  await page.getByRole('button', { name: 'Read the certificate' }).click()
  await page.getByText('CN=Treasury desk, O=Example').waitFor()
  await page.getByText(/issued by CN=Example Issuing CA · valid until/).waitFor()

  const details = page.getByLabel('Authorization details')
  await details.fill('{ "actions": [] }')
  await page.getByRole('button', { name: 'Save registration' }).click()
  await page.getByText('Enter JSON: an object, or a list of objects, each with a type.').waitFor()
  await details.fill('{ "type": "account_information" }')
  await page.getByRole('button', { name: 'Save registration' }).click()
  await page.getByRole('region', { name: 'Direct desk' }).waitFor()

  const sent = mooring.calls.find(({ method }) => method === 'registrations.add')?.input
  expect(sent).toMatchObject({
    authentication: 'certificate',
    certificateId: 'offer',
    authorizationDetails: [{ type: 'account_information' }],
  })
  expect(JSON.stringify(sent)).not.toMatch(/right|wrong|CN=/)
})

test('an OAuth 2 server without OpenID takes a certificate and authorization details, and a parameter may contain &', async () => {
  const { page, mooring } = await stage.open({ scene: emptyScene() })
  await page.getByRole('button', { name: 'Add registration' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Direct desk')
  await page.getByRole('radio', { name: 'OAuth 2 server without OpenID' }).check({ force: true })
  await page.getByLabel('Metadata address (issuer)').fill('https://login.example.com/')
  await page.getByLabel('Client ID').fill('desk')
  await page.getByRole('radio', { name: 'In a header (client_secret_basic)' }).waitFor()
  await page.getByRole('radio', { name: /^A client certificate/ }).check({ force: true })
  // There is no secret to be sent in one way or another.
  await page.getByRole('radio', { name: 'In a header (client_secret_basic)' }).waitFor({ state: 'detached' })
  await page.getByText(/^Mooring also generates a key when you save/).waitFor()
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await page.getByLabel('Password of the certificate').fill('right')
  await page.getByRole('button', { name: 'Read the certificate' }).click()
  await page.getByText('CN=Treasury desk, O=Example').waitFor()
  await page.getByLabel('Authorization details').fill('{ "type": "account_information" }')

  const parameters = page.getByLabel('Extra authorization parameters')
  await parameters.fill('client_secret=typed')
  await page.getByRole('button', { name: 'Save registration' }).click()
  await page.getByText(/can’t be set here, nor secrets and tokens/).waitFor()
  await parameters.fill('audience=https://api.example.com/?a=1&b=2\nregion=eu')
  await page.getByRole('button', { name: 'Save registration' }).click()
  await page.getByRole('region', { name: 'Direct desk' }).waitFor()
  expect(mooring.calls.find(({ method }) => method === 'registrations.add')?.input).toMatchObject({
    environment: {
      kind: 'oauth',
      settings: {
        authorizationParameters: { audience: 'https://api.example.com/?a=1&b=2', region: 'eu' },
      },
    },
    authentication: 'certificate',
    certificateId: 'offer',
    authorizationDetails: [{ type: 'account_information' }],
  })
  await page.getByRole('button', { name: 'Change Direct desk' }).click()
  expect(await parameters.inputValue()).toBe('audience=https://api.example.com/?a=1&b=2\nregion=eu')
})

test.each([
  [20.5, /The client certificate expires in 2[01] days/],
  [-1, /The client certificate has expired\. Nothing that uses this registration can be refreshed/],
])('a certificate with %d days left says so on its registration', async (days, said) => {
  const scene = everyStatusScene()
  const company = scene.registrations.find(({ name }) => name === 'Company sign-in')
  if (company) {
    company.hasSecret = true
    company.certificate = {
      subject: 'CN=desk',
      issuer: 'CN=Issuing CA',
      validFromMs: Date.now() - 300 * dayMs,
      validUntilMs: Date.now() + days * dayMs,
      fingerprint: 'ab'.repeat(32),
      isSelfSigned: false,
      authenticates: true,
    }
  }
  const { page } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Registrations' }).click()
  const card = page.getByRole('region', { name: 'Company sign-in', exact: true })
  expect(await card.innerText()).toMatch(said)
  expect(await card.innerText()).toMatch(/CN=desk · issued by CN=Issuing CA[^]*authenticates the client/)
})
