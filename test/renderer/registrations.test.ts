import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Refused, type Scene } from './support/fake-mooring.ts'
import { openStage, type OpenWindow, type Stage, type WindowOptions } from './support/open-window.ts'
import { emptyScene, everyStatusScene, mikomo } from './support/scenes.ts'
import { usualProtections } from '../../shared/usual-protections.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

async function openForm(options: Partial<WindowOptions> = {}): Promise<OpenWindow> {
  const opened = await stage.open({ scene: emptyScene(), ...options })
  await opened.page.getByRole('button', { name: 'Add registration' }).click()
  await opened.page.getByRole('heading', { name: 'Add registration' }).waitFor()
  return opened
}

test('each registration is shown with its facts, never with its secret; Mikomo’s can’t be changed', async () => {
  const { page } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Registrations' }).click()
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  expect(await card('Treasury desk').innerText()).toMatch(
    /Akoya sandbox[^]*b1f9f1de-treasury[^]*In the keychain[^]*openid profile offline_access[^]*http:\/\/localhost:8080\/callback/,
  )
  expect(await card('Company sign-in').innerText()).toMatch(/OpenID server[^]*None \(public client\)/)
  await card('Mikomo sandbox').getByText('Built-in sandbox').waitFor()
  expect(
    await card('Mikomo sandbox')
      .getByRole('button', { name: /Change|Remove/ })
      .count(),
  ).toBe(0)
})

test('a card has its issuer, its protections and the redirect URI to copy; the sandbox names no wrong path [W-C2]', async () => {
  const scene = everyStatusScene()
  const company = scene.registrations.find(({ name }) => name === 'Company sign-in')
  if (company) company.redirect = { mode: 'loopback', path: '/callback/28217268' }
  const { page } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Registrations' }).click()
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  expect(await card('Company sign-in').innerText()).toMatch(
    /https:\/\/login\.example\.com\/[^]*Protections\s*PAR, DPoP, JARM, Grant Management/,
  )
  await card('Company sign-in')
    .getByRole('button', { name: 'Copy http://127.0.0.1/callback/28217268' })
    .waitFor()
  expect(await card('Mikomo sandbox').innerText()).toMatch(/a new path for each link/)
})

describe('institutions', () => {
  const withMany = (count: number): Scene => {
    const scene = everyStatusScene()
    return {
      ...scene,
      institutions: Array.from({ length: count }, (_, index) => ({
        ...mikomo,
        id: `many${index}`,
        registrationId: 'r2',
        connector: `bank-${index}`,
        name: `Bank ${index}`,
      })),
    }
  }
  const openCard = async (options: WindowOptions) => {
    const opened = await stage.open(options)
    await opened.page.getByRole('button', { name: 'Registrations' }).click()
    return { ...opened, card: opened.page.getByRole('region', { name: 'Treasury desk', exact: true }) }
  }

  test.each([100, 10_000])(
    '%i of them are searched, and only some shown at first [W-C15]',
    { tags: 'thorough' },
    async (count) => {
      const { card } = await openCard({ scene: withMany(count) })
      await card.getByText(`${count.toLocaleString('en')} institutions`).waitFor()
      expect(await card.getByRole('listitem').count()).toBe(8)
      await card.getByLabel('Search institutions').fill('bank 77')
      await card.getByRole('button', { name: 'Link Bank 77', exact: true }).waitFor()
      await card.getByLabel('Search institutions').fill('')
      await card.getByRole('button', { name: /^Show \d+ more institutions$/ }).click()
      expect(await card.getByRole('listitem').count()).toBe(Math.min(count, 208))
    },
  )

  test('after one is added, Link is the next step and has the focus [W-C4]', async () => {
    const { page, card } = await openCard({ scene: everyStatusScene() })
    await card.getByRole('button', { name: 'Add an institution to Treasury desk' }).click()
    await card.getByLabel('Connector ID').fill('wharf')
    await card.getByLabel('Display name').fill('Wharf Bank')
    await page.keyboard.press('Enter')
    const link = card.getByRole('button', { name: 'Link Wharf Bank' })
    await expect.poll(() => link.evaluate((it) => it === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page
      .getByRole('dialog', { name: 'Link Wharf Bank' })
      .getByRole('button', { name: 'Continue in' })
      .waitFor()
  })

  test('a list is pasted: what is known and what can’t be used is said before it is added [W-C4]', async () => {
    const { page, card, mooring } = await openCard({ scene: everyStatusScene() })
    await card
      .getByRole('button', { name: 'Paste or import a list of institutions to Treasury desk' })
      .click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByRole('textbox')
      .fill(
        'provider_id,Display name\nnorthbridge-bank,Northbridge Bank\nwharf,"Wharf, Bank"\nbad id,Nobody\nquay\n',
      )
    await dialog.getByText('2 new institutions, 1 already there.').waitFor()
    await dialog.getByText('Line 4: bad id,Nobody').waitFor()
    await dialog.getByRole('button', { name: 'Add 2 institutions' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(mooring.calls.find(({ method }) => method === 'institutions.addSeveral')?.input).toEqual({
      registrationId: 'r2',
      institutions: [
        { connector: 'wharf', name: 'Wharf, Bank' },
        { connector: 'quay', name: 'quay' },
      ],
    })
    await card.getByLabel('Search institutions').fill('wharf')
    await card.getByRole('button', { name: 'Link Wharf, Bank' }).waitFor()
  })

  test('a list is read from a file [W-C4]', { tags: 'thorough' }, async () => {
    const { page, card } = await openCard({ scene: everyStatusScene() })
    await card.getByRole('button', { name: /^Paste or import/ }).click()
    await page.getByLabel('Or choose a file:').setInputFiles({
      name: 'connectors.json',
      mimeType: 'application/json',
      buffer: Buffer.from('[{"provider_id":"wharf","display_name":"Wharf Bank"},{"providerId":"quay"}]'),
    })
    await page.getByRole('button', { name: 'Add 2 institutions' }).waitFor()
  })

  test(
    'the link dialog finds one of 10,000 by two letters and Enter, and says how many logins it has [W-B5]',
    { tags: 'thorough' },
    async () => {
      const scene = withMany(10_000)
      const { page } = await stage.open({
        scene: {
          ...scene,
          institutions: [
            ...scene.institutions,
            { ...mikomo, id: 'i2', registrationId: 'r2', connector: 'zb', name: 'Zürich Bank' },
          ],
        },
      })
      await page.getByRole('button', { name: 'Link institution' }).click()
      const dialog = page.getByRole('dialog', { name: 'Link institution' })
      await dialog.getByText('more. Search to find them.').waitFor()
      await page.keyboard.type('zu')
      await dialog.getByText('1 login linked').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Link Zürich Bank' }).waitFor()
    },
  )
})

describe('the form', () => {
  test('begins with what each kind of server usually wants, and keeps what the user has changed', async () => {
    const { page } = await openForm()
    const scopes = page.getByLabel('Scopes')
    expect(await scopes.inputValue()).toBe('openid profile offline_access')
    expect(await page.getByLabel('Redirect URI').inputValue()).toBe('http://localhost:8080/callback')
    await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
    expect(await scopes.inputValue()).toBe('openid profile email offline_access')
    await page.getByRole('button', { name: 'Copy http://127.0.0.1' }).waitFor()
    await page.getByLabel('Issuer').waitFor()
    await scopes.fill('openid mine')
    await page.getByRole('radio', { name: 'Akoya production', exact: true }).check({ force: true })
    await page.getByLabel('Relay page').fill('https://desk.example/mooring/')
    await page.getByRole('button', { name: 'Copy https://desk.example/mooring/' }).waitFor()
    expect(await scopes.inputValue()).toBe('openid mine')
  })

  test('sends what was typed, and shows the new registration ready for an institution', async () => {
    const { page, mooring } = await openForm()
    await page.getByLabel('Name', { exact: true }).fill('Treasury desk')
    await page.getByLabel('Client ID').fill('desk-1')
    await page.getByLabel('Client secret').fill('typed-once')
    await page.getByRole('button', { name: 'Save registration' }).click()
    const card = page.getByRole('region', { name: 'Treasury desk' })
    await card.getByLabel('Connector ID').fill('northbridge')
    await card.getByLabel('Display name').fill('Northbridge Bank')
    await card.getByRole('button', { name: 'Add institution' }).click()
    await card.getByRole('button', { name: 'Remove institution Northbridge Bank' }).waitFor()
    expect(mooring.calls.find(({ method }) => method === 'registrations.add')?.input).toEqual({
      name: 'Treasury desk',
      environment: { kind: 'akoya-sandbox' },
      clientId: 'desk-1',
      clientSecret: 'typed-once',
      scopes: ['openid', 'profile', 'offline_access'],
      authentication: 'secret',
      protections: usualProtections,
      redirect: { mode: 'fixed', uri: 'http://localhost:8080/callback' },
      readsNumbers: false,
    })
    expect(await page.content()).not.toContain('typed-once')
  })

  test.each([
    ['name', 'Name', 'Enter a name.'],
    ['clientId', 'Client ID', 'Enter the client ID that the server gave you.'],
    ['clientSecret', 'Client secret', 'This server needs a client secret.'],
    ['scopes.1', 'Scopes', 'Enter scopes separated by spaces, including openid.'],
    [
      'redirect.uri',
      'Redirect URI',
      'Enter an http address on localhost or 127.0.0.1, with a port and a path.',
    ],
    ['environment.authorizationBase', 'Authorization base URL', 'Enter an address that begins with https.'],
    ['environment.dataBase', 'Data base URL', 'Enter an address that begins with https.'],
    ['environment.issuer', 'Issuer', 'Enter an address that begins with https.'],
  ])(
    'marks a refused %s in its place, until it is changed',
    { tags: 'thorough' },
    async (field, label, words) => {
      const refuse = () => {
        throw new Refused('invalid_input', { field })
      }
      const { page } = await openForm({ answers: () => ({ 'registrations.add': refuse }) })
      await page.getByLabel('Name', { exact: true }).fill('Treasury desk')
      await page.getByLabel('Client ID').fill('desk-1')
      await page.getByLabel('Client secret').fill('secret')
      await page.getByRole('radio', { name: 'Akoya (custom hosts)' }).check({ force: true })
      for (const address of ['Authorization base URL', 'Data base URL', 'Issuer']) {
        await page.getByLabel(address, { exact: true }).fill('https://akoya.example/')
      }
      await page.getByRole('button', { name: 'Save registration' }).click()

      const input = page.getByLabel(label, { exact: true })
      await page.getByText(words).waitFor()
      expect(await input.getAttribute('aria-invalid')).toBe('true')
      expect(await input.evaluate((it) => it === document.activeElement)).toBe(true)
      await input.fill('something else')
      await page.getByText(words).waitFor({ state: 'detached' })
      expect(await page.getByRole('alert').count()).toBe(0)
    },
  )

  test('marks all faults at once, with the focus on the first and its label in view [W-C3]', async () => {
    const { page, mooring } = await openForm()
    await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
    await page.getByLabel('Issuer').fill('login.example.com')
    await page.getByLabel('Scopes').fill('profile')
    await page.getByRole('button', { name: 'Save registration' }).click()
    for (const words of [
      'Enter a name.',
      'Enter an address that begins with https.',
      'Enter the client ID that the server gave you.',
      'Enter scopes separated by spaces, including openid.',
      '4 entries need correcting. They are marked above.',
    ]) {
      await page.getByText(words).waitFor()
    }
    const name = page.getByLabel('Name', { exact: true })
    expect(await name.evaluate((it) => it === document.activeElement)).toBe(true)
    expect(await page.getByText('Name', { exact: true }).boundingBox()).toMatchObject({
      y: expect.toSatisfy((y: number) => y > 0),
    })
    await name.fill('Desk')
    await page.getByText('3 entries need correcting.').waitFor()
    expect(mooring.calls.some(({ method }) => method === 'registrations.add')).toBe(false)
  })

  test(
    'tests the issuer when it is typed, and shows what the server supports [W-C3]',
    { tags: 'thorough' },
    async () => {
      const { page } = await openForm()
      await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
      await page.getByLabel('Issuer').fill('https://login.example.com/')
      await page.getByText('Supports: refresh, revocation, PKCE').waitFor()
      await page.getByText('Doesn’t announce: device codes, JARM, Grant Management.').waitFor()
    },
  )

  test(
    'says while typing why an issuer can’t be used, and can still be saved [W-C3]',
    { tags: 'thorough' },
    async () => {
      const refuse = () => {
        throw new Refused('discovery_failed', { host: 'login.example.com' })
      }
      const { page, mooring } = await openForm({ answers: () => ({ 'registrations.testIssuer': refuse }) })
      await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
      await page.getByLabel('Name', { exact: true }).fill('Desk')
      await page.getByLabel('Client ID').fill('desk')
      await page.getByLabel('Issuer').fill('https://login.example.com/')
      await page.getByRole('alert').getByText('login.example.com').waitFor()
      await page.getByRole('button', { name: 'Save registration' }).click()
      await page.getByRole('region', { name: 'Desk' }).waitFor()
      expect(mooring.calls.some(({ method }) => method === 'registrations.add')).toBe(true)
    },
  )

  test('says in a sentence what is not about one field', { tags: 'thorough' }, async () => {
    const refuse = () => {
      throw new Refused('keychain_locked')
    }
    const { page } = await openForm({ answers: () => ({ 'registrations.add': refuse }) })
    await page.getByLabel('Name', { exact: true }).fill('Treasury desk')
    await page.getByLabel('Client ID').fill('desk-1')
    await page.getByLabel('Client secret').fill('secret')
    await page.getByRole('button', { name: 'Save registration' }).click()
    await page.getByRole('alert').getByText('The keychain is locked.').waitFor()
  })

  test(
    'of a registration that has a secret keeps it when nothing is typed',
    { tags: 'thorough' },
    async () => {
      const { page, mooring } = await stage.open({ scene: everyStatusScene() })
      await page.getByRole('button', { name: 'Registrations' }).click()
      await page.getByRole('button', { name: 'Change Treasury desk' }).click()
      await page.getByText('Leave empty to keep the one in the keychain.').waitFor()
      expect(await page.getByLabel('Client secret').inputValue()).toBe('')
      await page.getByLabel('Name', { exact: true }).fill('Desk two')
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByRole('region', { name: 'Desk two' }).waitFor()
      const sent = mooring.calls.find(({ method }) => method === 'registrations.update')?.input
      expect(sent).toMatchObject({ id: 'r2', name: 'Desk two' })
      expect(sent).not.toHaveProperty('clientSecret')
    },
  )
})

test('a registration in use is not removed, and the card says why', { tags: 'thorough' }, async () => {
  const refuse = () => {
    throw new Refused('registration_in_use')
  }
  const { page } = await stage.open({
    scene: everyStatusScene(),
    answers: () => ({ 'registrations.remove': refuse }),
  })
  await page.getByRole('button', { name: 'Registrations' }).click()
  await page.getByRole('button', { name: 'Remove registration Treasury desk' }).click()
  await page.getByRole('region', { name: 'Treasury desk' }).getByText('can’t be removed').waitFor()
})

test(
  'at an OpenID server a key of this computer can take the place of a secret, and protections can be switched off',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await openForm()
    await page.getByLabel('Name', { exact: true }).fill('Strong desk')
    await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
    await page.getByLabel('Issuer').fill('https://login.example.com/')
    await page.getByLabel('Resource').fill('https://data.example.com/')
    await page.getByLabel('Client ID').fill('desk')
    await page.getByRole('radio', { name: /^A key generated on this computer/ }).check({ force: true })
    expect(await page.getByLabel('Client secret', { exact: true }).count()).toBe(0)
    const signed = page.getByRole('checkbox', { name: /sign its response/ })
    expect(await signed.isChecked()).toBe(true)
    await page.getByText(/sign its response/).click()
    expect(await signed.isChecked()).toBe(false)
    await page.getByRole('button', { name: 'Save registration' }).click()
    await page.getByRole('button', { name: 'Copy the public key' }).click()

    const sent = mooring.calls.find(({ method }) => method === 'registrations.add')?.input
    expect(sent).toMatchObject({
      environment: {
        kind: 'openid',
        issuer: 'https://login.example.com/',
        resource: 'https://data.example.com/',
      },
      authentication: 'key',
      protections: { ...usualProtections, signsAnswers: false },
    })
    expect(sent).not.toHaveProperty('clientSecret')
    expect(mooring.calls.at(-1)).toMatchObject({
      method: 'clipboard.copy',
      input: { text: expect.stringContaining('"keys":[') },
    })
  },
)

test.each([
  [true, 'Signatures are checked with the keys'],
  [false, 'Signatures are not checked, because the server publishes no keys'],
])(
  'the card says whether signatures are checked: %s [N9]',
  { tags: 'thorough' },
  async (publishesKeys, words) => {
    const { page } = await stage.open({
      scene: everyStatusScene(),
      answers: () => ({ 'institutions.describe': () => ({ canRevoke: true, publishesKeys }) }),
    })
    await page.getByRole('button', { name: 'Registrations' }).click()
    await page.getByRole('region', { name: 'Treasury desk', exact: true }).getByText(words).waitFor()
  },
)

/** Everything that the page's JavaScript holds, after a garbage collection. */
async function memoryOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  let snapshot = ''
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    snapshot += chunk
  })
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', {})
  await session.detach()
  return snapshot
}

test.each(['Cancel', 'Save registration'])(
  'a client secret that was typed is not in the page’s memory after %s [N12]',
  { tags: 'thorough' },
  async (button) => {
    const secret = ['typed', 'secret', '7c41'].join('-')
    const { page, mooring } = await openForm()
    await page.getByLabel('Name', { exact: true }).fill('Treasury desk')
    await page.getByLabel('Client ID').fill('desk-1')
    await page.getByLabel('Client secret').pressSequentially(secret)
    await page.getByRole('button', { name: button }).click()
    await page.getByLabel('Client secret').waitFor({ state: 'detached' })
    const sent = mooring.calls.find(({ method }) => method === 'registrations.add')?.input
    if (button !== 'Cancel') expect(sent).toMatchObject({ clientSecret: secret })
    expect((await memoryOf(page)).includes(secret)).toBe(false)
  },
)

test('the form warns of a redirect address that a registration at another server uses, until it is changed [N5]', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Registrations' }).click()
  await page.getByRole('button', { name: 'Add registration' }).click()
  await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
  await page.getByRole('radio', { name: /^One fixed address/ }).check({ force: true })
  const address = page.getByLabel('Redirect URI')
  await address.fill('http://localhost:8080/callback')
  const warning = page.getByText('“Treasury desk”, at another server, uses this redirect URI too.')
  await warning.waitFor()
  await address.fill('http://localhost:8080/callback/2')
  await warning.waitFor({ state: 'detached' })

  // Two clients at one server may share it.
  await page.getByRole('radio', { name: 'Akoya sandbox' }).check({ force: true })
  await address.fill('http://localhost:8080/callback')
  expect(await warning.count()).toBe(0)
  expect(mooring.calls.map(({ method }) => method)).not.toContain('registrations.add')
})
