import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Refused, type FakeMooring } from './support/fake-mooring.ts'
import { openStage, untilRead, type Stage, type WindowOptions } from './support/open-window.ts'
import { everyStatusScene, manyScene, mikomoScene, twelveLoginsScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const open = async (options: WindowOptions) => {
  const opened = await stage.open(options)
  await untilRead(opened.page)
  await opened.page.getByRole('row').nth(1).waitFor()
  return opened
}
const openMenu = async (page: Page) => {
  await page.getByRole('button', { name: 'More actions' }).click()
  const item = page.getByRole('menuitem', { name: /Revoke|access/ })
  await item.waitFor()
  return item
}
const dialogOf = (page: Page) => page.getByRole('dialog', { name: /^Revoke \d/ })
const revoked = ({ calls }: FakeMooring) =>
  calls.filter(({ method }) => /revoke|undo/i.test(method)).map(({ method, input }) => [method, input])

test('no button of the window ends all access with one press [W-A2]', async () => {
  const { page } = await open({ scene: everyStatusScene() })
  expect(await page.getByRole('button', { name: /Revoke all|Revoke \d/ }).count()).toBe(0)
  expect(await (await openMenu(page)).innerText()).toBe('Revoke all 8…')
})

describe('the menu says how many are meant, and which', () => {
  test('all, where nothing narrows the list [W-A2]', async () => {
    const { page, mooring } = await open({ scene: twelveLoginsScene() })
    await (await openMenu(page)).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('heading', { name: 'Revoke 12 connections?' }).waitFor()
    await dialog.getByText('These are all connections that still have access:').waitFor()
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(
      twelveLoginsScene().connections.map(({ signedInAs }) => `Northbridge Bank, ${signedInAs}`),
    )
    expect(revoked(mooring)).toEqual([])
  })

  test('those shown, where a search or a filter narrows it [W-A2]', async () => {
    const { page } = await open({ scene: everyStatusScene() })
    await page.getByRole('searchbox').fill('bank')
    await page.getByText('3 connections shown.').waitFor()
    const item = await openMenu(page)
    expect(await item.innerText()).toBe('Revoke the 1 shown…')
    await item.click()
    expect(await dialogOf(page).getByRole('listitem').allInnerTexts()).toEqual([
      'Northbridge Bank, Operating accounts',
    ])
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('')
    await page
      .getByRole('group', { name: 'Filter' })
      .getByRole('button', { name: /^Temporary problems/ })
      .click()
    expect(await (await openMenu(page)).innerText()).toBe('Revoke the 2 shown…')
  })

  test('none, where none of those shown has access [W-A2]', { tags: 'thorough' }, async () => {
    const { page, mooring } = await open({ scene: everyStatusScene() })
    await page.getByRole('searchbox').fill('no such bank')
    await page.getByText('0 connections shown.').waitFor()
    const item = await openMenu(page)
    expect(await item.innerText()).toBe('No access to revoke among those shown')
    await page.keyboard.press('Enter')
    expect(await dialogOf(page).count()).toBe(0)
    expect(revoked(mooring)).toEqual([])
  })

  test('those selected, also the ones that a search hides now, and says so [W-A2]', async () => {
    const { page } = await open({ scene: everyStatusScene() })
    await page.getByLabel('Select Mikomo Financial, mikomo_7').check()
    await page.getByLabel('Select Harbor Savings, payroll').check()
    await page.getByLabel('Select Tidewater Bank').check()
    await page.getByRole('searchbox').fill('harbor')
    await page.getByText('3 connections selected, 2 not shown').waitFor()
    const item = await openMenu(page)
    expect(await item.innerText()).toBe('Revoke the 2 selected…')
    await item.click()
    expect(await dialogOf(page).getByRole('listitem').allInnerTexts()).toEqual([
      'Mikomo Financial, mikomo_7 · not currently shown in the list',
      'Harbor Savings, payroll',
    ])
  })
})

describe('several are revoked', () => {
  test('from the selection, after the names were read, and undone with one key [W-A2]', async () => {
    const { page, mooring } = await open({ scene: everyStatusScene() })
    await page.getByLabel('Select Mikomo Financial, mikomo_7').check()
    await page.getByLabel('Select Harbor Savings, payroll').check()
    await page.getByRole('button', { name: 'Revoke selected…' }).press('Enter')
    const dialog = dialogOf(page)
    await dialog.getByText('Mikomo Financial, mikomo_7').waitFor()
    // Enter twice in a row cancels: Cancel has the focus.
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(revoked(mooring)).toEqual([])

    await page.getByRole('button', { name: 'Revoke selected…' }).click()
    await dialog.getByRole('button', { name: 'Revoke 2 connections' }).click()
    await page.getByRole('status').getByText('Revoking 3 connections.').waitFor()
    const undo = page.getByRole('button', { name: 'Undo all' })
    await expect.poll(() => undo.evaluate((it) => it === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByText('Revoking 3 connections.').waitFor({ state: 'detached' })
    expect(revoked(mooring)).toEqual([
      ['connections.revokeSeveral', { ids: ['c1', 'c4'], total: 2 }],
      ['connections.undoSeveral', { ids: ['c1', 'c4', 'c9'] }],
    ])
  })

  test('of thousands the first are named and the others counted [W-A2]', { tags: 'thorough' }, async () => {
    const { page } = await open({ scene: manyScene(1400) })
    await (await openMenu(page)).click()
    const dialog = dialogOf(page)
    await dialog.getByText('and 600 more').waitFor()
    await dialog.getByRole('button', { name: 'Revoke 800 connections' }).waitFor()
  })

  test(
    'of thousands, five hundred at a time, until Stop is pressed, and Undo takes back the rest [R11]',
    { tags: 'thorough' },
    async () => {
      const second = Promise.withResolvers<undefined>()
      let calls = 0
      const { page, mooring } = await open({
        scene: manyScene(2800),
        answers: (fake) => ({
          'connections.revokeSeveral': async ({ ids }) => {
            if (++calls === 2) await second.promise
            return Promise.all(ids.map((id) => fake.change(id, { status: 'revoking' })))
          },
        }),
      })
      await (await openMenu(page)).click()
      await dialogOf(page)
        .getByRole('button', { name: /^Revoke [\d,]+ connections$/ })
        .click()
      await page.getByText('Revoked 500 of 1,600.').waitFor()
      await page.getByRole('button', { name: 'Stop' }).click()
      second.resolve(undefined)
      await page.getByText(/^Revoking 1,[\d]+ connections\.$/).waitFor()
      await page.getByRole('button', { name: 'Undo all' }).waitFor()
      const sizes = mooring.calls
        .filter(({ method }) => method === 'connections.revokeSeveral')
        .map(({ input }) => (input as { ids: string[] }).ids.length)
      expect(sizes).toEqual([500, 500])
    },
  )

  test('or none: then the window says why [W-A2]', { tags: 'thorough' }, async () => {
    const { page } = await open({
      scene: twelveLoginsScene(),
      answers: () => ({
        'connections.revokeSeveral': () => {
          throw new Refused('disk_full')
        },
      }),
    })
    await (await openMenu(page)).click()
    await dialogOf(page).getByRole('button', { name: 'Revoke 12 connections' }).click()
    await page.getByText('Free up some space, then try again.').waitFor()
  })
})

test('the menu of a single connection asks before it ends access, too [W-A2]', async () => {
  const { page } = await open({ scene: mikomoScene() })
  await (await openMenu(page)).click()
  await dialogOf(page).getByRole('heading', { name: 'Revoke 1 connection?' }).waitFor()
})
