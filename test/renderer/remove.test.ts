import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Refused } from './support/fake-mooring.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const lost = {
  status: 'needs-consent',
  problem: { code: 'answer_lost', detail: {} },
  mayRemain: true,
} as const

test(
  'Remove asks first where access may remain at the institution, and Escape keeps the row [N2]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await stage.open({ scene: mikomoScene({ ...lost }) })
    const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
    const removals = () => mooring.calls.filter(({ method }) => method === 'connections.remove')

    await row.getByRole('button', { name: 'Remove Mikomo' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove Mikomo, mikomo_7?' })
    await dialog.getByText('Access may remain at Mikomo').waitFor()
    await dialog.getByText('Revoke it in the institution’s own settings').waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(removals()).toEqual([])

    await row.getByRole('button', { name: 'Remove Mikomo' }).click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    // For five seconds it can be undone.
    await row.getByText(/^Removing in \d s$/).waitFor()
    expect(removals()).toEqual([])
    await row.getByRole('button', { name: 'Undo removing Mikomo' }).click()
    await row.getByRole('button', { name: 'Remove Mikomo' }).waitFor()

    await row.getByRole('button', { name: 'Remove Mikomo' }).click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await row.waitFor({ state: 'detached' })
    expect(removals()).toEqual([{ method: 'connections.remove', input: { id: 'c1' } }])
  },
)

test(
  'Remove says that the receipt is kept, can be undone in another view too, and a failure is told [W-B16]',
  { tags: 'thorough' },
  async () => {
    const receipt = { revokedAtMs: Date.now(), host: 'idp.bank.example', status: 200, attempts: 1 }
    const { page, mooring } = await stage.open({
      scene: mikomoScene({ status: 'revoked', receipt, accounts: [] }),
      answers: () => ({
        'connections.remove': () => {
          throw new Refused('keychain_locked')
        },
      }),
    })
    const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
    const remove = async () => {
      await row.getByRole('button', { name: 'Remove Mikomo' }).click()
      await page
        .getByText(
          /The receipt of its revocation, confirmed by idp\.bank\.example .*, is kept: .* in Activity\./,
        )
        .waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click()
    }
    await remove()
    await page.getByRole('button', { name: 'Activity' }).click()
    await page.getByRole('navigation').getByRole('button', { name: 'Connections' }).click()
    await row.getByRole('button', { name: 'Undo removing Mikomo' }).click()
    await row.getByRole('button', { name: 'Remove Mikomo' }).waitFor()
    expect(mooring.calls.filter(({ method }) => method === 'connections.remove')).toEqual([])
    await remove()
    await row.getByText('keychain is locked').waitFor()
    await row.getByRole('button', { name: 'Remove Mikomo' }).waitFor()
  },
)

test(
  'the way through what needs the user asks the same before it removes a row [N2]',
  { tags: 'thorough' },
  async () => {
    const { page, mooring } = await stage.open({
      scene: mikomoScene({ status: 'cannot-revoke', problem: { code: 'revocation_token_lost', detail: {} } }),
    })
    await page.getByRole('button', { name: 'Fix one by one' }).click()
    await page
      .getByRole('region', { name: /./ })
      .getByRole('button', { name: /Remove/ })
      .first()
      .click()
    await page.getByRole('dialog').getByText('Access may remain at Mikomo').waitFor()
    expect(mooring.calls.filter(({ method }) => method === 'connections.remove')).toEqual([])
  },
)

test('what the institution has ended is removed without a question [N2]', { tags: 'thorough' }, async () => {
  const { page, mooring } = await stage.open({
    scene: mikomoScene({ status: 'needs-consent', problem: { code: 'grant_ended', detail: {} } }),
  })
  await page
    .getByRole('row')
    .filter({ hasText: 'Mikomo' })
    .getByRole('button', { name: 'Remove Mikomo' })
    .click()
  await expect.poll(() => mooring.calls.at(-1)?.method).toBe('connections.remove')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('a refresh that is refused without a reason offers Relink and Refresh [S2]', async () => {
  const { page } = await stage.open({
    scene: mikomoScene({
      problem: { code: 'refresh_refused', detail: { host: 'bank.example', status: 400 } },
    }),
  })
  const row = page.getByRole('row').filter({ hasText: 'Mikomo' })
  await row.getByRole('button', { name: 'Relink Mikomo' }).waitFor()
  await row.getByRole('button', { name: 'Refresh Mikomo' }).waitFor()
  await page.getByRole('region', { name: 'Needs attention' }).getByText('relink it').waitFor()
})
