import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openStage, rowName, untilRead, type Stage } from './support/open-window.ts'
import type { Scene } from './support/fake-mooring.ts'
import { everyStatusScene, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

const openPane = async (page: Page, name: string) => {
  await untilRead(page)
  await rowName(page, name).click()
  const pane = page.getByRole('complementary', { name: `${name}, details` })
  await pane.getByRole('heading', { name: 'Permissions' }).waitFor()
  return pane
}

test.each([
  ['four accounts', 'Mikomo Financial', everyStatusScene],
  ['eleven accounts', 'Crane Brokerage', everyStatusScene],
  ['holdings, documents and a second balance of every account', 'Mikomo Financial', wordyScene],
])(
  'status, balances, consent and permissions are on one screen, with %s [W-B12]',
  async (_what, name, scene) => {
    const { page } = await stage.open({ scene: scene() })
    const pane = await openPane(page, name)
    const end = (await pane.locator('.pane-body').boundingBox()) ?? { y: 0, height: 0 }
    const order: number[] = []
    const seen = [
      pane.locator('.pane-status'),
      pane.getByRole('heading', { name: 'Shared accounts' }),
      ...(name === 'Mikomo Financial' ? [pane.getByRole('heading', { name: 'Consent' })] : []),
      pane.getByRole('heading', { name: /ermissions/ }),
      pane.locator('.chip').last(),
    ]
    for (const part of seen) {
      const { y = 0, height = 0 } = (await part.boundingBox()) ?? {}
      order.push(y)
      expect(y + height).toBeLessThanOrEqual(end.y + end.height)
    }
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(await page.evaluate(() => document.querySelector('.pane-body')?.scrollTop)).toBe(0)
  },
)

test('what the permissions allow, and the details, are there on demand [W-B12]', async () => {
  const { page } = await stage.open({ scene: mikomoScene() })
  const pane = await openPane(page, 'Mikomo')
  expect(await pane.getByText('Deposits and withdrawals').isVisible()).toBe(false)
  await pane.getByText('What they allow').click()
  await pane.getByText('Deposits and withdrawals').waitFor()
  await pane.getByText('Details', { exact: true }).last().click()
  await pane.getByText('Scopes granted').waitFor()
})

test('an error has its code and request id, and Copy takes both', async () => {
  const interactionId = 'ca259de0-8c4b-4c55-9b1a-0c5d0c6f0b11'
  const { page, mooring } = await stage.open({
    scene: mikomoScene({
      problem: { code: 'server_unavailable', detail: { host: 'bank.example', status: 503, interactionId } },
    }),
  })
  const pane = await openPane(page, 'Mikomo')
  await pane.getByText('Details', { exact: true }).first().click()
  await pane.getByText(interactionId).waitFor()
  await pane.getByText('server_unavailable').waitFor()
  await pane.getByRole('button', { name: 'Copy details' }).click()
  expect(mooring.calls.at(-1)).toEqual({
    method: 'clipboard.copy',
    input: { text: `server_unavailable · HTTP 503 · bank.example · ${interactionId}` },
  })
})

test('a connection that the list hides says so, and is shown again with one press [W-C14]', async () => {
  const { page } = await stage.open({ scene: everyStatusScene() })
  const pane = await openPane(page, 'Harbor Savings')
  await page.getByRole('searchbox').fill('crane')
  await pane.getByText('hides this connection from the list').waitFor()
  await pane.getByRole('button', { name: 'Show it in the list' }).click()
  await rowName(page, 'Harbor Savings').waitFor()
  expect(await pane.getByText('hides this connection').count()).toBe(0)
})

/** Each account has as many notes and links as an account can have. */
function wordyScene(): Scene {
  const scene = everyStatusScene()
  for (const connection of scene.connections) {
    connection.permissions = [...connection.permissions, 'statements']
    connection.accounts = connection.accounts.map((account) => ({
      ...account,
      category: 'other',
      balances: { ...account.balances, available: '1.00' },
    }))
  }
  return scene
}
