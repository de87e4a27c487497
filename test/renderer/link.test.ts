import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from '../../renderer/text/error-messages.ts'
import { errorCodes } from '../../shared/errors.ts'
import type { LinkProgress } from '../../shared/models/link.ts'
import { disclose, Refused } from './support/fake-mooring.ts'
import { openStage, rowName, type OpenWindow, type Stage } from './support/open-window.ts'
import { codeScene, emptyScene, everyStatusScene, mikomoConnection, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

/** Presses Link Mikomo on a fresh window, and waits for the dialog. */
async function startMikomo(): Promise<OpenWindow & { tell(change: Partial<LinkProgress>): Promise<void> }> {
  const opened = await stage.open({ scene: emptyScene() })
  await opened.page.getByRole('button', { name: 'Link Mikomo' }).click()
  await opened.page.getByRole('dialog', { name: 'Link Mikomo' }).waitFor()
  const link = opened.mooring.scene.links[0]
  if (!link) throw new Error('no link was started')
  return { ...opened, tell: (change) => opened.mooring.emit('link.progress', { ...link, ...change }) }
}

async function startNorthbridge(): Promise<OpenWindow> {
  const opened = await stage.open({ scene: everyStatusScene() })
  const { page } = opened
  await page.getByRole('button', { name: 'Link institution' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
  await page.getByRole('button', { name: 'Continue in the browser' }).click()
  await page.getByText('Waiting for your browser').waitFor()
  return opened
}

test('Link Mikomo goes straight to the browser and tells who asks, what, how long and how to stop it', async () => {
  const { page, mooring } = await startMikomo()
  expect(mooring.calls.slice(-4).map(({ method }) => method)).toContain('links.start')
  const text = await page.getByRole('dialog').innerText()
  expect(text).toMatch(/your registration “Mikomo sandbox”[^]*Account names and masked numbers/)
  expect(text).toMatch(/at most one year \(.*20\d\d\)[^]*Click Revoke/)
  expect(text).toMatch(/Waiting for your browser · 4:\d\d left/)
})

test('while it waits the browser can be opened again, the link copied, and all of it cancelled', async () => {
  const { page, mooring } = await startMikomo()
  await page.getByRole('button', { name: 'Open the browser again' }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(mooring.calls.slice(-3).map(({ method }) => method)).toEqual([
    'links.reopen',
    'links.copy',
    'links.cancel',
  ])
  await page.getByRole('heading', { name: 'Link your first institution' }).waitFor()
})

test('a request that was refused without a reason shows the address that has to be registered, and copies it [S3]', async () => {
  const redirectUri = 'http://127.0.0.1:8080/callback'
  const { page, mooring, tell } = await startMikomo()
  const detail = { host: 'bank.example', status: 403, redirectUri }
  await tell({ step: 'failed', problem: { code: 'request_refused', detail } })
  await page.getByText('Check the client ID and client secret').waitFor()
  await page.getByRole('button', { name: `Copy ${redirectUri}` }).click()
  expect(mooring.calls.at(-1)).toEqual({ method: 'clipboard.copy', input: { text: redirectUri } })
})

test(
  'the protocol’s own word can be read and copied, for the institution’s support [Words 3]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring, tell } = await startMikomo()
    const detail = { host: 'bank.example', status: 400, error: 'invalid_scope' }
    await tell({ step: 'failed', problem: { code: 'authorization_failed', detail } })
    const alert = page.getByRole('alert')
    await alert.getByText('Details').waitFor()
    expect(await alert.getByText('invalid_scope').isVisible()).toBe(false)
    await alert.getByText('Details').click()
    await alert.getByText('invalid_scope').waitFor()
    await alert.getByRole('button', { name: 'Copy details' }).click()
    expect(mooring.calls.at(-1)).toEqual({
      method: 'clipboard.copy',
      input: {
        text: expect.stringMatching(
          /^authorization_failed · invalid_scope · HTTP 400 · bank\.example · 20\d\d-.* UTC$/,
        ),
      },
    })
  },
)

test('Escape cancels too', async () => {
  const { page, mooring } = await startMikomo()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(mooring.calls.at(-1)?.method).toBe('links.cancel')
})

test('when it is done the dialog closes, the focus is on the connection, and it is said', async () => {
  const { page, mooring, tell } = await startMikomo()
  await tell({ step: 'finishing' })
  await page.getByText('Reading shared accounts…').waitFor()
  await mooring.emit('connection.changed', mikomoConnection())
  await tell({ step: 'done', linkedConnectionId: 'c1' })
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
  await page.getByRole('status').getByText('Mikomo, mikomo_7 linked.').waitFor()
  const name = rowName(page, 'Mikomo')
  await expect.poll(() => name.evaluate((it) => it === document.activeElement)).toBe(true)
})

test(
  'a browser that does not open is said while the link goes on waiting',
  { tags: 'thorough' },
  async () => {
    const { page, tell } = await startMikomo()
    await tell({ problem: { code: 'browser_unavailable', detail: {} } })
    await page.getByRole('alert').getByText('Mooring couldn’t open a browser').waitFor()
    await page.getByText('Waiting for your browser').waitFor()
    await tell({ problem: null })
    await page.getByRole('alert').waitFor({ state: 'detached' })
  },
)

test('a link that stopped says why and what to do, whatever it was, and can be tried again', async () => {
  const { page, mooring, tell } = await startMikomo()
  const detail = { host: 'idp.example.com', port: 8080, redirectUri: 'http://localhost:8080/callback' }
  const alert = page.getByRole('alert')
  for (const code of errorCodes.filter((one) => one !== 'link_cancelled')) {
    await tell({ step: 'failed', problem: { code, detail } })
    const { what, next } = messageOf({ code, detail })
    await alert.getByText(what).waitFor()
    await alert.getByText(next, { exact: true }).waitFor()
  }
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Waiting for your browser').waitFor()
  expect(mooring.calls.filter(({ method }) => method === 'links.start')).toHaveLength(2)
})

test('where the answer can’t get back, pasting the address is offered instead', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Link institution' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
  await page.getByRole('button', { name: 'Continue in the browser' }).click()
  await page.getByText('Waiting for your browser').waitFor()
  const [link] = mooring.scene.links
  if (!link) throw new Error('no link')
  const problem = { code: 'port_in_use' as const, detail: { port: 8080 } }
  await mooring.emit('link.progress', { ...link, step: 'failed', problem })

  await page.getByRole('button', { name: 'Paste the address instead' }).click()
  await page.getByText('Waiting for the address').waitFor()
  await page.getByLabel('Address in the browser').waitFor()
  expect(mooring.calls.at(-1)).toEqual({
    method: 'links.start',
    input: { institutionId: 'i2', flow: 'paste' },
  })
})

test('where the server takes a code, that is offered instead, and shown large to be compared', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Link institution' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
  await page.getByRole('button', { name: 'Continue in the browser' }).click()
  await page.getByText('Waiting for your browser').waitFor()
  const [link] = mooring.scene.links
  if (!link) throw new Error('no link')
  const problem = { code: 'port_in_use' as const, detail: { port: 8080 } }
  await mooring.emit('link.progress', { ...link, hasDeviceFlow: true, step: 'failed', problem })

  await page.getByRole('button', { name: 'Use a code instead' }).click()
  await page.getByText('Waiting for your approval').waitFor()
  await page.getByText('WDJB-MJHT').waitFor()
  await page.getByRole('button', { name: 'Copy https://bank.example/device' }).waitFor()
  expect(await page.getByText('Browser didn’t return to Mooring?').count()).toBe(0)
  expect(mooring.calls.at(-1)).toEqual({
    method: 'links.start',
    input: { institutionId: 'i2', flow: 'device' },
  })
})

describe('an own institution', () => {
  test(
    'that gives consent for a time of its own is asked for no longer than that',
    { tags: 'thorough' },
    async () => {
      const scene = everyStatusScene()
      scene.institutions = scene.institutions.map((one) =>
        one.id === 'i2' ? { ...one, consentDays: 90 } : one,
      )
      const { page } = await stage.open({ scene })
      await page.getByRole('button', { name: 'Link institution' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
      await page.getByText(/^Until you revoke it, at most 90 days \(.*20\d\d\)/).waitFor()
      await page.getByRole('button', { name: 'Continue in the browser' }).click()
      await page.getByText('Waiting for your browser').waitFor()
      await page.getByText(/^Until you revoke it, at most 90 days/).waitFor()
    },
  )

  test('is chosen under its registration, and the disclosure comes before the browser', async () => {
    const { page, mooring } = await stage.open({ scene: everyStatusScene() })
    await page.getByRole('button', { name: 'Link institution' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'Treasury desk' }).waitFor()
    await dialog.getByRole('button', { name: 'Northbridge Bank' }).click()
    await page.getByRole('dialog', { name: 'Link Northbridge Bank' }).waitFor()
    expect(await dialog.innerText()).toMatch(/“Treasury desk”\) asks Northbridge Bank, through Akoya,/)
    expect(mooring.calls.some(({ method }) => method === 'links.start')).toBe(false)
    await page.getByRole('button', { name: 'Continue in the browser' }).click()
    await page.getByText('Waiting for your browser').waitFor()
    expect(mooring.calls.at(-1)).toMatchObject({ method: 'links.start', input: { institutionId: 'i2' } })
  })

  test('can be added on the way', async () => {
    const { page, mooring } = await stage.open({ scene: everyStatusScene() })
    await page.getByRole('button', { name: 'Link institution' }).click()
    await page.getByRole('button', { name: 'Add an institution to Treasury desk' }).click()
    await page.keyboard.type('new-bank')
    await page.getByLabel('Display name').fill('New Bank')
    await page.getByRole('button', { name: 'Add institution' }).click()
    await page.getByRole('dialog', { name: 'Link New Bank' }).waitFor()
    expect(mooring.calls.find(({ method }) => method === 'institutions.add')?.input).toEqual({
      registrationId: 'r2',
      connector: 'new-bank',
      name: 'New Bank',
    })
  })

  test('has an explanation for the pages that never come back', { tags: 'thorough' }, async () => {
    const { page, mooring } = await startNorthbridge()
    await page.getByText('Browser shows an error page?').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The institution doesn’t know the connector ID of Northbridge Bank').waitFor()
    await dialog.getByText('b1f9f1de-treasury').waitFor()
    const redirectUri = mooring.scene.links[0]?.redirectUri ?? ''
    await dialog.getByRole('button', { name: `Copy ${redirectUri}` }).click()
    await dialog.getByRole('button', { name: 'Copied' }).waitFor()
    expect(mooring.calls.at(-1)).toEqual({ method: 'clipboard.copy', input: { text: redirectUri } })
  })
})

describe('a browser that does not come back', () => {
  test('the address can be pasted, and a wrong one says why', async () => {
    const { page, mooring } = await startMikomo()
    await page.getByText('Browser didn’t return to Mooring?').click()
    const form = page.getByRole('form', { name: 'Paste the address' })
    await form.getByLabel('Address in the browser').fill('http://127.0.0.1:1/callback?code=c&state=s')
    await form.getByRole('button', { name: 'Continue' }).click()
    expect(mooring.calls.at(-1)).toMatchObject({
      method: 'links.paste',
      input: { text: 'http://127.0.0.1:1/callback?code=c&state=s' },
    })
  })

  test('where the address is brought by hand, the field is there at once', { tags: 'thorough' }, async () => {
    const scene = everyStatusScene()
    const opened = await stage.open({
      scene: {
        ...scene,
        registrations: scene.registrations.map((registration) => ({
          ...registration,
          redirect: { mode: 'paste' as const, uri: 'https://desk.example/back' },
        })),
      },
      answers: () => ({
        'links.paste': () => {
          throw new Refused('paste_invalid', { cause: 'state' })
        },
      }),
    })
    const { page } = opened
    await page.getByRole('button', { name: 'Link institution' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
    await page.getByRole('button', { name: 'Continue in the browser' }).click()
    await page.getByLabel('Address in the browser').fill('https://desk.example/back?code=c&state=other')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('That address belongs to another link').waitFor()
  })
})

describe('what a user reads', () => {
  test('the first run shows the sandbox’s username and password [W-C5]', async () => {
    const { page } = await stage.open({ scene: emptyScene() })
    const card = page.getByRole('region', { name: 'Try it with Mikomo' })
    expect(await card.innerText()).toMatch(/Username\s*mikomo_7\s*Password\s*mikomo_7/)
  })

  test(
    'a wrong login names both, and is linked as its own connection by one press [W-C6]',
    { tags: 'thorough' },
    async () => {
      const { page, mooring } = await stage.open({
        scene: mikomoScene(),
        answers: (fake) => ({
          'links.start': (input) => {
            const link = {
              ...codeScene().links[0],
              id: 'l1',
              institutionId: input.institutionId,
              institutionName: 'Mikomo',
              connectionId: input.connectionId ?? null,
              step: 'failed',
              problem: {
                code: 'other_sign_in',
                detail: { login: 'mikomo_10', expectedLogin: 'mikomo_7' },
              },
            } as LinkProgress
            void fake.emit('link.progress', link)
            return link
          },
        }),
      })
      await page.getByRole('rowheader').first().waitFor()
      await page.evaluate(() =>
        Reflect.get(window, 'mooring').call('links.start', { institutionId: 'i1', connectionId: 'c1' }),
      )
      const dialog = page.getByRole('dialog')
      await dialog
        .getByText(
          'You signed in as mikomo_10, but this connection belongs to mikomo_7. Nothing was changed.',
        )
        .waitFor()
      await dialog.getByRole('button', { name: 'Link mikomo_10 as its own connection' }).click()
      await expect
        .poll(() => mooring.calls.filter(({ method }) => method === 'links.start').at(-1)?.input)
        .toEqual({ institutionId: 'i1' })
    },
  )

  test('what the user chose to refuse is not painted as a failure [W-C6]', { tags: 'thorough' }, async () => {
    const [waiting] = codeScene().links
    if (!waiting) throw new Error('no link')
    const { page } = await stage.open({
      scene: {
        ...codeScene(),
        links: [{ ...waiting, step: 'failed', problem: { code: 'consent_denied', detail: {} } }],
      },
    })
    await page.locator('.problem.waiting').getByText('You didn’t give access').waitFor()
    expect(await page.locator('.problem.broken').count()).toBe(0)
  })

  test('the disclosure names as data only what Mooring reads, and the rest as not read [W-B14]', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await page.getByRole('button', { name: 'Link institution' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Harbor Savings' }).click()
    const dialog = page.getByRole('dialog', { name: 'Link Harbor Savings' })
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      'Account names and masked numbers',
      'Balances',
      'Transactions',
      'Holdings',
      'Name and contact details',
      'Statements',
      'Tax forms',
    ])
    await dialog
      .getByText(/may also offer: account and routing numbers\. Mooring doesn’t read these yet/)
      .waitFor()
  })
})

test('where access can’t be ended from here, that is said before the browser opens [S5]', async () => {
  const { page } = await stage.open({
    scene: everyStatusScene(),
    answers: ({ scene }) => ({
      'links.disclose': ({ institutionId }) => disclose(scene, institutionId, Date.now(), false),
    }),
  })
  await page.getByRole('button', { name: 'Link institution' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Northbridge Bank' }).click()
  await dialog.getByText('Only at Northbridge Bank, in its own settings').waitFor()
  expect(await dialog.getByText('Click Revoke').count()).toBe(0)
  await dialog.getByRole('button', { name: 'Continue in the browser' }).waitFor()
})
