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

const unsaved = /^1 new token is only in memory: unlock the keychain before you quit\./

test('a token that only memory holds has a banner of its own and is in its row, until the keychain has it [R4]', async () => {
  const scene = { ...mikomoScene({ isTokenUnsaved: true }), keychain: { state: 'locked' as const } }
  const { page, mooring } = await stage.open({ scene })
  await page.getByText(unsaved).waitFor()
  await page.getByText('New token only in memory').waitFor()
  expect(await page.getByText('Nothing was changed').count()).toBe(0)

  await page.getByRole('button', { name: 'Try again' }).click()
  expect(mooring.calls.map(({ method }) => method)).toContain('keychain.retry')
  const [connection] = scene.connections
  await mooring.change(connection?.id ?? '', { isTokenUnsaved: false })
  await page.getByText(unsaved).waitFor({ state: 'detached' })
  await page.getByText('New token only in memory').waitFor({ state: 'detached' })
})

test('a keychain that waits for the user is named, and no longer once it has its answer [S6]', async () => {
  const { page, mooring } = await stage.open({ scene: mikomoScene() })
  const asking = page.getByText('Your keychain is asking you something; look for its window.')
  await mooring.emit('keychain.changed', { state: 'checking', isAsking: true })
  await asking.waitFor()
  await mooring.emit('keychain.changed', { state: 'keychain' })
  await asking.waitFor({ state: 'detached' })
})

test('a link from after the backup that was restored is shown with two choices', async () => {
  const link = { id: 'g-2', institutionName: 'Northbridge Bank', linkedAtMs: Date.now() }
  const scene = { ...mikomoScene(), unclaimed: [link] }
  const { page, mooring } = await stage.open({
    scene,
    answers: (fake) => ({
      'unclaimed.takeBack': () => {
        throw new Refused('keychain_locked')
      },
      'unclaimed.end': async () => {
        await fake.emit('unclaimed.changed', [])
        return {}
      },
    }),
  })
  const banner = page.getByText(/^Northbridge Bank was linked on .+, after the backup that was restored\./)
  await banner.waitFor()
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('The keychain is locked.').waitFor()
  await page.getByRole('button', { name: 'End access' }).click()
  await banner.waitFor({ state: 'detached' })
  expect(mooring.calls.filter(({ method }) => /^unclaimed\.(takeBack|end)/.test(method))).toEqual([
    { method: 'unclaimed.takeBack', input: { id: 'g-2' } },
    { method: 'unclaimed.end', input: { id: 'g-2' } },
  ])
})
