import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openStage, rowName, type Stage } from './support/open-window.ts'
import { everyStatusScene, mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('what is read before Continue is what the link names as read', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Link institution' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
  await page.getByText('The data is collected, used and kept only as far as that needs.').waitFor()
  await page.getByRole('button', { name: 'Continue in the browser' }).click()
  await page.getByText('Waiting for your browser').waitFor()
  const started = mooring.calls.find(({ method }) => method === 'links.start')
  const { atMs, hash } = mooring.scene.links[0]?.disclosure ?? {}
  expect(started?.input).toMatchObject({ seen: { atMs: expect.any(Number), hash } })
  expect(atMs).toBeGreaterThan(0)
})

test('the pane saves the receipt of its connection in one click, as HTML or as JSON', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await rowName(page, 'Tidewater Bank').first().click()
  for (const format of ['HTML', 'JSON']) {
    await page
      .getByRole('button', { name: /^Save the consent receipt of Tidewater Bank/ })
      .and(page.getByText(format))
      .click()
    await page.getByText('Saved').first().waitFor()
  }
  const id = mooring.scene.connections.find(({ institutionName }) => institutionName === 'Tidewater Bank')?.id
  expect(
    mooring.calls.filter(({ method }) => method === 'receipts.export').map(({ input }) => input),
  ).toEqual([
    { connectionId: id, format: 'html' },
    { connectionId: id, format: 'json' },
  ])
})

test('Activity saves the receipt of a connection that was removed', async () => {
  const scene = mikomoScene()
  const [line] = scene.activity
  if (!line) throw new Error('no activity')
  scene.activity = [{ ...line, id: 99, kind: 'removed', connectionId: 'gone', institutionName: 'Old Bank' }]
  const { page, mooring } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Activity' }).click()
  await page.getByRole('button', { name: 'Save the consent receipt of Old Bank as HTML' }).click()
  await page.getByText('Saved').first().waitFor()
  expect(mooring.calls.at(-1)).toEqual({
    method: 'receipts.export',
    input: { connectionId: 'gone', format: 'html' },
  })
})

test('the organization’s words are typed in Settings, at most 2,000 characters, and are in the next disclosure', async () => {
  const { page, mooring } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Your organization').fill('Harbor Advisers LLC')
  await page.getByLabel('Product or service').fill('x'.repeat(1999))
  await page.getByLabel('Product or service').pressSequentially('yz')
  await page.getByText(/ 0 characters left\./).waitFor()
  await page.getByLabel('Product or service').fill('Your plan.\nIts review.')
  await page.getByRole('button', { name: 'Insert the rule’s statement' }).click()
  await page.getByRole('button', { name: 'Save words' }).click()
  await page.getByText('Saved.').waitFor()
  expect(mooring.scene.preferences.disclosure).toEqual({
    thirdParty: 'Harbor Advisers LLC',
    service: 'Your plan.\nIts review.',
    certification:
      'Harbor Advisers LLC certifies that it agrees to the obligations of third parties described in 12 CFR 1033.421.',
  })

  await page.getByRole('button', { name: 'Connections' }).first().click()
  await page.getByRole('button', { name: 'Link institution' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
  await page.getByText(/^Harbor Advisers LLC, with Mooring/).waitFor()
  await page.getByText('Its review.').waitFor()
  await page.getByText(/certifies that it agrees to the obligations/).waitFor()
})

test('words with control characters are refused at their field', { tags: 'thorough' }, async () => {
  const { page } = await stage.open({ scene: everyStatusScene() })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Product or service').fill('turned \u202Ethgir ot tfel')
  await page.getByRole('button', { name: 'Save words' }).click()
  await page.getByText(/^Plain text of at most 2000 characters/).waitFor()
})

test.each([
  ['changed', /Entry 7, of .*20\d\d, .*, was changed after it was written\./],
  ['missing', /Entry 7, after .*20\d\d, .*, is missing\./],
  ['cut-off', /The newest entries, up to entry 7, are missing\./],
] as const)('Health says which entry is %s, of when, and what to do', async (what, sentence) => {
  const scene = mikomoScene()
  scene.health.receipts = { count: 6, newest: null, damage: { what, number: 7, atMs: Date.UTC(2026, 9, 3) } }
  const { page } = await stage.open({ scene })
  await page.getByRole('button', { name: 'Health' }).click()
  const card = page.getByRole('listitem').filter({ hasText: 'Consent receipts' })
  await card.getByText(sentence).waitFor()
  expect(await card.innerText()).toMatch(/Failing[^]*Export all receipts in Settings/)
})
