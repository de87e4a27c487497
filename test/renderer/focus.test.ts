import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { limits } from '../support/limits.ts'
import type { TeamCopy } from '../../shared/models/team.ts'
import type { FakeMooring } from './support/fake-mooring.ts'
import { someTarget } from '../support/team-target.ts'
import { openStage, untilRead, type Stage } from './support/open-window.ts'
import { dataScene, datasetOf } from './support/data-scenes.ts'
import { scriptsScene } from './support/script-scenes.ts'
import { everyStatusScene, mikomoConnection, mikomoScene, setupPreview } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const open = async (scene = everyStatusScene()) => {
  // Documents are offered to those that share statements, account numbers where the registration reads them.
  for (const { permissions, readable } of scene.connections) {
    permissions.push('statements', 'payments')
    readable.push('payments')
  }
  const opened = await stage.open({ scene })
  await untilRead(opened.page)
  return opened
}

/** The accessible name of what has the focus. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: one } = document
    return one === document.body ? 'nothing' : (one?.ariaLabel ?? one?.textContent?.trim() ?? '')
  })

/** Waits until the focus is where it should be, then presses Space: access must not end by it, and nothing be removed. */
async function expectFocus(page: Page, mooring: FakeMooring, name: RegExp): Promise<void> {
  await expect.poll(() => focused(page)).toMatch(name)
  // Two frames later it is still there: nothing else moves it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  expect(await focused(page)).toMatch(name)
  const before = mooring.calls.length
  await page.keyboard.press('Space')
  const caused = mooring.calls.slice(before).map(({ method }) => method)
  expect(caused.filter((method) => /revoke|remove/i.test(method))).toEqual([])
}

const team: TeamCopy = {
  target: someTarget,
  authorityFile: null,
  copiedAtMs: null,
  problem: null,
}

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const nameOf = (page: Page, name: string) => rowOf(page, name).locator('.row-name')
const menuOf = async (page: Page, name: string, byKeyboard = false) => {
  if (byKeyboard) {
    await nameOf(page, name).focus()
    await page.keyboard.press('ContextMenu')
  } else {
    // Beside every control, as a user does who wants the row.
    await rowOf(page, name).locator('.status-cell').click({ button: 'right' })
  }
  await page.getByRole('menuitem', { name: 'Details' }).waitFor()
}
const openListMenu = async (page: Page) => {
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem').first().waitFor()
}
const openDatasets = (page: Page) =>
  page.getByRole('navigation').getByRole('button', { name: /^Data/ }).click()
const inDialog = (page: Page) => page.getByRole('dialog').getByRole('button').first().waitFor()

describe('the focus goes back to what opened it', () => {
  const cases: [what: string, open: (page: Page) => Promise<unknown>, back: RegExp][] = [
    ['the menu of a row, by right click', (page) => menuOf(page, 'Harbor Savings'), /^Harbor Savings/],
    ['the menu of a row, by keyboard', (page) => menuOf(page, 'Harbor Savings', true), /^Harbor Savings/],
    [
      'the label dialog of a row’s menu',
      async (page) => {
        await menuOf(page, 'Harbor Savings')
        await page.getByRole('menuitem', { name: 'Labels…' }).click()
        await inDialog(page)
      },
      /^Harbor Savings/,
    ],
    [
      'the label dialog of a row’s menu, by keyboard',
      async (page) => {
        await menuOf(page, 'Harbor Savings', true)
        for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Enter')
        await inDialog(page)
      },
      /^Harbor Savings/,
    ],
    [
      'Link institution',
      async (page) => {
        await page.getByRole('button', { name: 'Link institution' }).click()
        await inDialog(page)
      },
      /^Link institution/,
    ],
    [
      'an institution that was chosen in it',
      async (page) => {
        await page.getByRole('button', { name: 'Link institution' }).click()
        await page.getByRole('dialog').getByRole('button', { name: 'Harbor Savings' }).click()
        await page.getByRole('dialog', { name: 'Link Harbor Savings' }).waitFor()
      },
      /^Link institution/,
    ],
    [
      'a relink that waits for the browser',
      async (page) => {
        await rowOf(page, 'Crane Brokerage').getByRole('button', { name: 'Relink' }).click()
        await inDialog(page)
      },
      /^Relink Crane Brokerage/,
    ],
    [
      'the label dialog of the selection',
      async (page) => {
        await rowOf(page, 'Harbor Savings').getByRole('checkbox').check()
        await page.getByRole('button', { name: 'Labels…', exact: true }).click()
        await inDialog(page)
      },
      /^Labels…/,
    ],
    [
      'the label dialog of the pane',
      async (page) => {
        await nameOf(page, 'Harbor Savings').click()
        await page.getByRole('complementary').getByRole('button', { name: 'Labels' }).click()
        await inDialog(page)
      },
      /^Labels of Harbor Savings/,
    ],
    [
      'the transactions of an account',
      async (page) => {
        await nameOf(page, 'Mikomo Financial').click()
        await page.getByRole('button', { name: 'Transactions of Everyday checking' }).click()
        await inDialog(page)
      },
      /^Transactions of Everyday checking/,
    ],
    [
      'the holdings of an account',
      async (page) => {
        await nameOf(page, 'Mikomo Financial').click()
        await page.getByRole('button', { name: 'Holdings of Brokerage' }).click()
        await inDialog(page)
      },
      /^Holdings of Brokerage/,
    ],
    [
      'the documents of an account',
      async (page) => {
        await nameOf(page, 'Mikomo Financial').click()
        await page.getByRole('button', { name: 'Documents of Brokerage' }).click()
        await inDialog(page)
      },
      /^Documents of Brokerage/,
    ],
    [
      'a list of institutions to paste',
      async (page) => {
        await page.getByRole('navigation').getByRole('button', { name: 'Registrations' }).click()
        await page
          .getByRole('button', { name: /^Paste or import a list of institutions to/ })
          .first()
          .click()
        await inDialog(page)
      },
      /^Paste or import/,
    ],
    [
      'what a setup file would add',
      async (page) => {
        await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click()
        await page.getByRole('button', { name: 'Import setup…' }).click()
        await inDialog(page)
      },
      /^Import setup…/,
    ],
    ['the menu of the list', openListMenu, /^More actions/],
    [
      'the dialog that asks before several are revoked, from the menu of the list',
      async (page) => {
        await openListMenu(page)
        await page.getByRole('menuitem', { name: /^Revoke/ }).click()
        await inDialog(page)
      },
      /^More actions/,
    ],
    [
      'the same dialog, from the selection',
      async (page) => {
        await rowOf(page, 'Harbor Savings').getByRole('checkbox').check()
        await page.getByRole('button', { name: 'Revoke selected…' }).click()
        await inDialog(page)
      },
      /^Revoke selected…/,
    ],
    [
      'the dialog that names a view',
      async (page) => {
        await openListMenu(page)
        await page.getByRole('menuitem', { name: 'Save this view…' }).click()
        await inDialog(page)
      },
      /^More actions/,
    ],
    [
      'the dialog that asks before a receipt is removed',
      async (page) => {
        await rowOf(page, 'Tidewater Bank').getByRole('button', { name: 'Remove' }).click()
        await inDialog(page)
      },
      /^Remove Tidewater Bank/,
    ],
    [
      'the columns of the accounts',
      async (page) => {
        await page.getByRole('button', { name: /^Accounts/ }).click()
        await page.getByRole('button', { name: 'Columns' }).click()
        await page.getByRole('menuitem').first().waitFor()
      },
      /^Columns$/,
    ],
    [
      'the menu of a dataset',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: 'More: Fund II' }).click()
        await page.getByRole('menuitem').first().waitFor()
      },
      /^More: Fund II/,
    ],
    [
      'a new dataset',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: 'New dataset' }).click()
        await inDialog(page)
      },
      /^New dataset/,
    ],
    [
      'a dataset to change',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: 'More: Fund II' }).click()
        await page.getByRole('menuitem', { name: 'Edit…' }).click()
        await inDialog(page)
      },
      /^More: Fund II/,
    ],
    [
      'the dialog that asks before a dataset is removed',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: 'More: Fund II' }).click()
        await page.getByRole('menuitem', { name: 'Remove…' }).click()
        await inDialog(page)
      },
      /^More: Fund II/,
    ],
    [
      'the account numbers of an account',
      async (page) => {
        await nameOf(page, 'Mikomo Financial').click()
        await page.getByRole('button', { name: 'Account numbers of Everyday checking' }).click()
        await inDialog(page)
      },
      /^Account numbers of Everyday checking/,
    ],
    [
      'the settings of a team copy',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: /^Settings of the team copy of/ }).click()
        await inDialog(page)
      },
      /^Settings of the team copy of/,
    ],
    [
      'the dialog that asks before a team is left',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: /^Leave the team with/ }).click()
        await inDialog(page)
      },
      /^Leave the team with/,
    ],
    [
      'the dialog that asks before all programs are ended',
      async (page) => {
        await page
          .getByRole('navigation')
          .getByRole('button', { name: /^Scripts & tools/ })
          .click()
        await page.getByRole('button', { name: 'End all…' }).click()
        await inDialog(page)
      },
      /^End all…/,
    ],
    [
      'the refresh policy of a row’s menu',
      async (page) => {
        await menuOf(page, 'Harbor Savings')
        await page.getByRole('menuitem', { name: 'Refresh policy…' }).click()
        await inDialog(page)
      },
      /^Harbor Savings/,
    ],
    [
      'an export of everything',
      async (page) => {
        await openDatasets(page)
        await page.getByRole('button', { name: 'Export once…' }).click()
        await inDialog(page)
      },
      /^Export once…/,
    ],
    [
      'the dialog that asks before stored data is deleted',
      async (page) => {
        await rowOf(page, 'Tidewater Bank')
          .getByRole('button', { name: /^Delete its data:/ })
          .click()
        await inDialog(page)
      },
      /^Delete its data: Tidewater Bank/,
    ],
    [
      'the palette',
      async (page) => {
        await nameOf(page, 'Harbor Savings').focus()
        await page.keyboard.press('Control+k')
        await page.getByRole('dialog').waitFor()
      },
      /^Harbor Savings/,
    ],
  ]

  /** Where each dialog and menu of the window is walked. */
  const walked: Record<string, string> = {
    'accounts/columns-menu.tsx': 'the columns of the accounts',
    'connections/data/documents-dialog.tsx': 'the documents of an account',
    'connections/data/holdings-dialog.tsx': 'the holdings of an account',
    'connections/data/numbers-dialog.tsx': 'the account numbers of an account',
    'connections/data/transactions-dialog.tsx': 'the transactions of an account',
    'connections/label-dialog.tsx': 'the label dialog of a row’s menu',
    'connections/list/list-menu.tsx': 'the menu of the list',
    'connections/list/row-menu.tsx': 'the menu of a row, by right click',
    'connections/list/save-view-dialog.tsx': 'the dialog that names a view',
    'connections/remove-button.tsx': 'the dialog that asks before a receipt is removed',
    'connections/revoke-several.tsx': 'the same dialog, from the selection',
    'data/dataset-dialog.tsx': 'a new dataset',
    'data/dataset-menu.tsx': 'the menu of a dataset',
    'data/delete-data.tsx': 'the dialog that asks before stored data is deleted',
    'data/leave-team.tsx': 'the dialog that asks before a team is left',
    'data/remove-dataset.tsx': 'the dialog that asks before a dataset is removed',
    'data/team-dialog.tsx': 'the settings of a team copy',
    'export/export-dialog.tsx': 'an export of everything',
    'link/link-dialog.tsx': 'a relink that waits for the browser',
    'link/read-disclosure.tsx': 'an institution that was chosen in it',
    'palette/palette.tsx': 'the palette',
    'policies/policy-dialog.tsx': 'the refresh policy of a row’s menu',
    'registrations/choose-institution.tsx': 'Link institution',
    'registrations/paste-institutions.tsx': 'a list of institutions to paste',
    'scripts/end-all.tsx': 'the dialog that asks before all programs are ended',
    'setup/import-dialog.tsx': 'what a setup file would add',
  }

  test('every dialog and menu of the window is walked [W-A1]', () => {
    const files = globSync('**/*.tsx', { cwd: join(root, 'renderer') }).filter((file) =>
      /<(DialogFrame|PopupMenu|ModalOverlay|Popover)\b/.test(
        readFileSync(join(root, 'renderer', file), 'utf8'),
      ),
    )
    const frames = ['connections/list/popup-menu.tsx', 'parts/dialog-frame.tsx']
    expect(files.filter((file) => !frames.includes(file)).toSorted()).toEqual(Object.keys(walked))
    const titles = new Set(cases.map(([title]) => title))
    expect(Object.values(walked).filter((title) => !titles.has(title))).toEqual([])
  })

  test.each(cases)('closed with Escape: %s [W-A1]', { tags: 'thorough' }, async (_what, reach, back) => {
    const scene = {
      ...everyStatusScene(),
      setup: setupPreview,
      data: dataScene({ datasets: [datasetOf({ team }), ...dataScene().data.datasets.slice(1)] }).data,
      scripts: scriptsScene().scripts,
    }
    const { page, mooring } = await open(scene)
    await reach(page)
    await page.keyboard.press('Escape')
    await expectFocus(page, mooring, back)
  })

  test('closed with its own button: the label dialog of a row’s menu [W-A1]', async () => {
    const { page, mooring } = await open()
    await menuOf(page, 'Harbor Savings')
    await page.getByRole('menuitem', { name: 'Labels…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expectFocus(page, mooring, /^Harbor Savings/)
  })

  test(
    'Details of a row’s menu leaves it in the row, beside the pane [W-A1]',
    { tags: 'thorough' },
    async () => {
      const { page, mooring } = await open()
      await menuOf(page, 'Harbor Savings')
      await page.getByRole('menuitem', { name: 'Details' }).click()
      await page.getByRole('complementary').waitFor()
      await expectFocus(page, mooring, /^Harbor Savings/)
    },
  )
})

describe('the focus is not lost with what had it', () => {
  test('Clear selection leads back to what was ticked last [W-A1]', async () => {
    const { page, mooring } = await open()
    await rowOf(page, 'Harbor Savings').getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Clear selection' }).press('Enter')
    await expectFocus(page, mooring, /^Select Harbor Savings/)
  })

  test(
    'Remove of a row leads to the next row, and of the last to the one before [W-A1]',
    { tags: 'thorough' },
    async () => {
      const { page, mooring } = await open()
      await rowOf(page, 'Zephyr Capital').getByRole('button', { name: 'Remove' }).press('Enter')
      await expect.poll(() => focused(page)).toMatch(/^Undo removing Zephyr Capital/)
      await expect.poll(() => focused(page), { timeout: limits.longMs }).toMatch(/^Northbridge Bank/)
      await rowOf(page, 'Tidewater Bank').getByRole('button', { name: 'Remove' }).press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
      await expect.poll(() => focused(page)).toMatch(/^(Undo|Tidewater)/)
      await rowOf(page, 'Tidewater Bank').waitFor({ state: 'detached' })
      await expectFocus(page, mooring, /^Company sign-in|^Bellwether/)
    },
  )

  test('where only Remove is left in a row, its name gets the focus [W-A1]', async () => {
    const { page, mooring } = await open(mikomoScene())
    await rowOf(page, 'Mikomo').getByRole('button', { name: 'Revoke' }).press('Enter')
    await expect.poll(() => focused(page)).toMatch(/^Undo/)
    await mooring.change('c1', { status: 'cannot-revoke', undoUntilMs: null })
    await expectFocus(page, mooring, /^Mikomo/)
  })

  test('a row that ends while its button has the focus does not lead to another that ends access [W-A1]', async () => {
    const { page, mooring } = await open(mikomoScene())
    await rowOf(page, 'Mikomo').getByRole('button', { name: 'Revoke' }).focus()
    await mooring.change('c1', { status: 'needs-consent', isRevocable: false })
    await expectFocus(page, mooring, /^Relink/)
  })

  test('Fix one by one, stopped, leads back to where it began [W-A1]', async () => {
    const { page, mooring } = await open()
    await page.getByRole('button', { name: 'Fix one by one' }).click()
    await page.getByRole('button', { name: 'Done for now' }).press('Enter')
    await expectFocus(page, mooring, /^Fix one by one/)
  })

  test('Fix one by one never puts the focus on Remove [W-A1]', { tags: 'thorough' }, async () => {
    const { page, mooring } = await open({
      ...mikomoScene(),
      connections: [
        mikomoConnection({ id: 'c1', status: 'cannot-revoke' }),
        mikomoConnection({ id: 'c2', status: 'cannot-revoke' }),
      ],
    })
    await page.getByRole('button', { name: 'Fix one by one' }).click()
    await expectFocus(page, mooring, /^Skip/)
  })
})
