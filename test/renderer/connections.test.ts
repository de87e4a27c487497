import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { errorCodes } from '../../shared/errors.ts'
import { messageOf } from '../../renderer/text/error-messages.ts'
import { pageOf, Refused } from './support/fake-mooring.ts'
import { openStage, rowName, untilRead, type Stage } from './support/open-window.ts'
import { emptyScene, everyStatusScene, mikomoConnection, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

describe('at the start', () => {
  test('without connections the window offers to try Mikomo, or an own registration', async () => {
    const { page } = await stage.open({ scene: emptyScene() })
    await page.getByRole('heading', { name: 'Link your first institution' }).waitFor()
    await page.getByRole('button', { name: 'Link Mikomo' }).waitFor()
    await page.getByRole('button', { name: 'Add registration' }).click()
    await page.getByRole('heading', { name: 'Add registration' }).waitFor()
    expect(
      await page.getByLabel('Name', { exact: true }).evaluate((it) => it === document.activeElement),
    ).toBe(true)
  })

  test.each([
    ['database_newer', { version: 9 }],
    ['database_damaged', {}],
    ['data_of_another_app', { cause: 'app.mooring' }],
    ['data_unwritable', {}],
    ['disk_full', {}],
  ] as const)('%s stops the window with a sentence and the next step', async (code, detail) => {
    const scene = emptyScene()
    const { page, mooring } = await stage.open({
      scene: { ...scene, app: { ...scene.app, problem: { code, detail } } },
    })
    const { what, next } = messageOf({ code, detail })
    await page.getByText(what).waitFor()
    await page.getByText(next).waitFor()
    const asked = new Set(mooring.calls.map(({ method }) => method))
    expect([...asked].filter((method) => !/\.(status|list)$|^(list|refreshes)\.read$/.test(method))).toEqual(
      [],
    )
  })

  test('a list that can’t be read is said, instead of an empty window', async () => {
    const refuse = () => {
      throw new Refused('disk_full')
    }
    const { page } = await stage.open({
      scene: emptyScene(),
      answers: () => ({ 'connections.list': refuse }),
    })
    await page.getByText('The disk is full').waitFor()
  })
})

describe('a row', () => {
  test('says who, whether it works, how fresh, until when, and what can be done', async () => {
    const { page } = await stage.open({ scene: mikomoScene() })
    const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByText('4 accounts').waitFor()
    expect(await row.innerText()).toMatch(/● Active[^]*Updated \d min ago[^]*20\d\d/)
    expect(
      await row.getByRole('button').evaluateAll((all) => all.map((one) => one.ariaLabel ?? one.textContent)),
    ).toEqual(['Mikomo, mikomo_7', 'Refresh Mikomo, mikomo_7', 'Revoke Mikomo, mikomo_7'])
  })

  const rows: [name: string, words: RegExp, actions: string[]][] = [
    ['Northbridge Bank', /Consent expires in 6 days/, ['Relink', 'Revoke']],
    ['Crane Brokerage', /Ended at the institution[^]*Updated[^]*Expired/, ['Relink', 'Remove']],
    ['Harbor Savings', /Production[^]*Active/, ['Refresh', 'Revoke']],
    ['Lumen Credit Union', /Rate limited until \d+:\d\d[^]*Updated 3\d min ago/, ['Refresh', 'Revoke']],
    ['Pinevale Trust', /Revocation pending[^]*Retrying automatically at[^]*unavailable right now/, ['Retry']],
    ['Seaward Investments', /Active · 1 of 6 unavailable/, ['Refresh', 'Revoke']],
    ['Tidewater Bank', /○ Revoked \w+ \d+, 20\d\d[^]*Confirmed, receipt kept/, ['Relink', 'Remove']],
    ['Alder & Sons', /Revoking in \d+ s/, ['Undo']],
    ['Old Mill Bank', /Can’t be revoked from here[^]*institution’s own settings/, ['Remove']],
    ['Company sign-in', /Active[^]*No account data shared/, ['Refresh', 'Revoke']],
    ['Quayside Mutual', /Can’t be reached[^]*Updated/, ['Refresh', 'Revoke']],
    ['Zephyr Capital', /No longer in the keychain[^]*Updated/, ['Relink', 'Remove']],
  ]

  test('tells each status in words, and offers the next step', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    for (const [name, words, actions] of rows) {
      const row = page.getByRole('row').filter({ hasText: name })
      await row.waitFor()
      expect(await row.innerText()).toMatch(words)
      const buttons = await row.getByRole('button').allInnerTexts()
      expect(buttons.filter((text) => text !== name)).toEqual(actions)
    }
  })

  test('has the next step beside the status: Relink where the consent ends soon, and where to end what we can’t [W-B10]', async () => {
    const scene = everyStatusScene()
    const settingsPage = 'https://gitlab.com/-/user_settings/applications'
    scene.connections = scene.connections.map((one) =>
      one.institutionName === 'Old Mill Bank' ? { ...one, settingsPage } : one,
    )
    const { page, mooring } = await stage.open({ scene })
    const row = (name: string) => page.getByRole('row').filter({ hasText: name })
    await row('Old Mill Bank')
      .getByRole('button', { name: 'Open the settings of Old Mill Bank, m.ruiz in the browser' })
      .click()
    await expect
      .poll(() => mooring.calls.at(-1))
      .toEqual({
        method: 'connections.openSettings',
        input: { id: 'c10' },
      })
    await row('Northbridge Bank').getByRole('button', { name: 'Relink Northbridge Bank' }).click()
    await expect
      .poll(() => mooring.calls.at(-1))
      .toMatchObject({
        method: 'links.start',
        input: { connectionId: 'c2' },
      })
  })

  test('up and down go from row to row, and Enter opens the pane', { tags: 'thorough' }, async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await rowName(page, 'Mikomo Financial').focus()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('complementary', { name: 'Pinevale Trust, details' }).waitFor()
  })
})

describe('the pane', () => {
  test('shows what it may read with the limits, the accounts, the consent and the history', async () => {
    const { page } = await stage.open({ scene: mikomoScene() })
    await rowName(page, 'Mikomo').click()
    const pane = page.getByRole('complementary', { name: 'Mikomo, details' })
    await pane.getByText('Read 4 accounts').waitFor()
    expect(await pane.getByRole('listitem').filter({ hasText: 'not granted' }).allTextContents()).toEqual(
      ['Account and routing numbers', 'Name and contact details', 'Statements', 'Tax forms'].map(
        (words) => `${words}, not granted`,
      ),
    )
    const text = await pane.innerText()
    expect(text).toMatch(/Platinum card ···1104\s+−\$1,302\.66\s+Credit card · reported as \$1,302\.66/)
    expect(text).toMatch(/Updated \d min ago · next (today|tomorrow)[^]*renew from[^]*expires/)
    await pane.getByText('Details', { exact: true }).last().click()
    expect(await pane.innerText()).toMatch(
      /Valid until (today|tomorrow)[^]*3b9e21c4-7d55-4c1f-a1f2-52d4a9a1f0de/,
    )
  })

  test('of a revoked connection shows the receipt, and what is kept and gone', async () => {
    const { page } = await stage.open({ scene: everyStatusScene() })
    await rowName(page, 'Tidewater Bank').click()
    const pane = page.getByRole('complementary', { name: 'Tidewater Bank, details' })
    await pane.getByText('Confirmed by').waitFor()
    const text = await pane.innerText()
    expect(text).toMatch(/deleted the token and the account data. This row and its history stay/)
    expect(text).toMatch(/Confirmed by\s+sandbox-idp\.example\.com \(HTTP 200, 1 attempt\)/)
  })

  test('offers to renew a consent that ends soon', async () => {
    const { page, mooring } = await stage.open({ scene: everyStatusScene() })
    await rowName(page, 'Northbridge Bank').click()
    await page.getByRole('complementary').getByRole('button', { name: 'Relink Northbridge Bank' }).click()
    await page.getByRole('dialog', { name: 'Relink Northbridge Bank' }).waitFor()
    expect(mooring.calls.at(-1)).toMatchObject({ method: 'links.start', input: { connectionId: 'c2' } })
  })

  test('slides over a small window with the focus, and Escape gives it back to the row', async () => {
    const { page } = await stage.open({ scene: everyStatusScene(), size: { width: 720, height: 520 } })
    const name = rowName(page, 'Harbor Savings')
    await name.press('Enter')
    const heading = page.getByRole('heading', { name: 'Harbor Savings' })
    await expect.poll(() => heading.evaluate((it) => it === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await expect.poll(() => name.evaluate((it) => it === document.activeElement)).toBe(true)
    expect(await page.getByRole('complementary').count()).toBe(0)
  })

  test('says of every failure what happened and what to do next', { tags: 'thorough' }, async () => {
    const { page, mooring } = await stage.open({ scene: mikomoScene() })
    await rowName(page, 'Mikomo').click()
    const pane = page.getByRole('complementary')
    const detail = { host: 'idp.example.com', port: 8080 }
    for (const code of errorCodes) {
      await mooring.change('c1', { problem: { code, detail } })
      const { what, next } = messageOf({ code, detail })
      await pane.getByText(what).waitFor()
      await pane.getByText(next, { exact: true }).first().waitFor()
    }
    await mooring.change('c1', { problem: null })
    await pane.getByText('● Active').waitFor()
  })
})

describe('revoke', () => {
  test('is one press that counts down in place, keeps the focus, and can be taken back', async () => {
    const { page, mooring } = await stage.open({ scene: mikomoScene() })
    const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByRole('button', { name: 'Revoke Mikomo' }).press('Enter')
    await row.getByText('Revoking in 5 s').waitFor()
    await page.getByRole('status').getByText('Revoking Mikomo, mikomo_7. You can undo this').waitFor()
    await row.getByText('Revoking in 4 s').waitFor()
    await page.keyboard.press('Enter')
    await row.getByRole('button', { name: 'Revoke Mikomo' }).waitFor()
    const called = mooring.calls.map(({ method }) => method)
    expect(called.filter((method) => /revoke/i.test(method))).toEqual([
      'connections.revoke',
      'connections.undoRevoke',
    ])
    await page.getByRole('status').getByText('Mikomo, mikomo_7: Active.').waitFor()
  })

  test('that was confirmed leaves the row, which can be removed', { tags: 'thorough' }, async () => {
    const { page, mooring } = await stage.open({ scene: mikomoScene() })
    await page.getByRole('button', { name: 'Revoke Mikomo' }).click()
    await mooring.change('c1', {
      status: 'revoked',
      undoUntilMs: null,
      accounts: [],
      receipt: { revokedAtMs: Date.now(), host: '127.0.0.1', status: 200, attempts: 1 },
    })
    await page.getByText(/○ Revoked/).waitFor()
    await page.getByRole('button', { name: 'Remove Mikomo' }).click()
    await page.getByText(/The receipt of its revocation, confirmed by 127\.0\.0\.1 .*, is kept/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByRole('heading', { name: 'Link your first institution' }).waitFor()
  })
})

describe('an error', () => {
  test('stands where it happened and goes away once it is no longer true', async () => {
    const { page, mooring } = await stage.open({
      scene: mikomoScene(),
      answers: () => ({
        'connections.revoke': () => {
          throw new Refused('disk_full')
        },
      }),
    })
    const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
    await row.getByRole('button', { name: 'Revoke Mikomo' }).click()
    await row.getByRole('alert').getByText('The disk is full').waitFor()
    await row.getByText('Free up some space, then try again.').waitFor()
    await mooring.change('c1', { dataAsOfMs: Date.now() })
    await row.getByRole('alert').waitFor({ state: 'detached' })
  })

  test('of the keychain is on every view, with a way out that the user has to choose', async () => {
    const { page } = await stage.open({
      scene: { ...mikomoScene(), keychain: { state: 'unavailable' } },
    })
    for (const view of ['Activity', 'Registrations', 'Connections']) {
      await page.getByRole('button', { name: view }).click()
      await page.getByText('Mooring can’t use this computer’s keychain').waitFor()
    }
    await page.getByRole('button', { name: 'Keep secrets in memory until I quit' }).click()
    await page.getByText('Secrets are kept in memory until you quit').waitFor()
    expect(await page.getByText('Mooring can’t use this computer’s keychain').count()).toBe(0)
  })
})

test('what is announced before the lists are read is not lost', { tags: 'thorough' }, async () => {
  const scene = mikomoScene()
  const { page } = await stage.open({
    scene,
    answers: (mooring) => ({
      'connections.list': async (page) => {
        await mooring.emit('connection.changed', mikomoConnection({ signedInAs: 'told_early' }))
        return pageOf(scene.connections, page)
      },
    }),
  })
  await page.getByText('told_early').waitFor()
})

test(
  'of a long list the beginning is drawn first: nothing is counted or done to all before all are there',
  { tags: 'thorough' },
  async () => {
    const connections = Array.from({ length: 1200 }, (_, index) =>
      mikomoConnection({ id: `c${index}`, signedInAs: `login_${index}` }),
    )
    const rest = Promise.withResolvers<void>()
    const { page, mooring } = await stage.open({
      scene: { ...mikomoScene(), connections },
      answers: () => ({
        'connections.list': async (page) => {
          if (page.after !== null) await rest.promise
          return pageOf(connections, page)
        },
      }),
    })
    await page.getByText('login_0', { exact: true }).waitFor()
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('41')
    expect(await page.getByRole('button', { name: 'Active', exact: true }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'More actions' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Refresh all' }).count()).toBe(0)

    await mooring.emit('connection.changed', mikomoConnection({ id: 'c1199', signedInAs: 'told_meanwhile' }))
    rest.resolve()
    await page.getByRole('button', { name: 'More actions' }).waitFor()
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('1201')
    await page.getByRole('searchbox').fill('told_meanwhile')
    await page.getByRole('rowheader', { name: 'told_meanwhile' }).waitFor()
  },
)

test('a pane that has been read is there with the next frame, also the first time', async () => {
  const { page } = await stage.open({ scene: mikomoScene() })
  await untilRead(page)
  const isThere = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    document.querySelector<HTMLElement>('.row-name')?.click()
    await frame()
    await frame()
    return document.querySelector('.pane') !== null
  })
  expect(isThere).toBe(true)
})

test('the activity tells what happened in plain words, newest first', async () => {
  const { page } = await stage.open({ scene: mikomoScene() })
  await page.getByRole('button', { name: 'Activity' }).click()
  const entries = page.getByRole('main').getByRole('listitem')
  await entries.filter({ hasText: 'Linked' }).waitFor()
  expect(await entries.allInnerTexts()).toEqual([
    expect.stringMatching(/Mikomo · mikomo_7[^]*Refreshed[^]*212 ms/),
    expect.stringMatching(/Mikomo · mikomo_7[^]*Read 4 accounts[^]*340 ms/),
    expect.stringMatching(/Mikomo · mikomo_7[^]*Linked/),
  ])
})

test('accounts that could not be read are not said to be none [Words 5]', async () => {
  const { page } = await stage.open({
    scene: mikomoScene({
      accounts: [],
      dataAsOfMs: null,
      problem: { code: 'server_unavailable', detail: { host: 'bank.example', status: 503 } },
    }),
  })
  const row = page.getByRole('row', { name: /Mikomo/ })
  await row.getByText('Account data not fetched yet').waitFor()
  expect(await row.innerText()).not.toMatch(/no accounts|no account data/i)
})
