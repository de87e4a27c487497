import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { UpdateStatus } from '../../shared/models/updates.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { Refused, type FakeMooring } from './support/fake-mooring.ts'
import { mikomoScene } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

/** Makes it so behind the window, and tells the window. */
function tell({ scene: now, emit }: FakeMooring, change: Partial<UpdateStatus>): Promise<void> {
  now.updates = { ...now.updates, ...change }
  return emit('updates.changed', now.updates)
}

const scene = (change: Partial<UpdateStatus> = {}) => {
  const plain = mikomoScene()
  return { ...plain, updates: { ...plain.updates, ...change } }
}

test('how it stands with newer versions is said in each state, and Check now asks', async () => {
  const { page, mooring } = await stage.open({ scene: scene() })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByText(/Mooring is up to date. Checked \d min ago/).waitFor()
  expect(await page.getByLabel('Update feed').inputValue()).toBe('https://updates.example/mooring/')
  await page.getByRole('button', { name: 'Check now' }).click()
  expect(mooring.calls.at(-1)).toEqual({ method: 'updates.look', input: {} })

  const says: [Partial<UpdateStatus>, string][] = [
    [{ state: 'off' }, 'Mooring isn’t checking for updates'],
    [{ state: 'waiting', lookedAtMs: null }, 'Not checked since Mooring started.'],
    [{ state: 'looking' }, 'Checking…'],
    [
      { state: 'found', version: '0.2.0' },
      'Mooring 0.2.0 is available. Install it with your package manager',
    ],
    [{ state: 'fetching', version: '0.2.0', percent: 40 }, 'Downloading Mooring 0.2.0, 40%.'],
    [
      { state: 'failed', problem: { code: 'update_untrusted', detail: { host: 'updates.example' } } },
      'The update from updates.example wasn’t signed by Mooring’s publisher',
    ],
  ]
  for (const [change, words] of says) {
    await tell(mooring, change)
    await page.getByText(words).waitFor()
  }
})

test('a newer version that is ready waits for the person, in every room', async () => {
  const { page, mooring } = await stage.open({ scene: scene() })
  await page.getByRole('rowheader').waitFor()
  await tell(mooring, { state: 'ready', version: '0.2.0' })
  await page.getByText('Mooring 0.2.0 is ready.').waitFor()
  await page.getByRole('button', { name: 'Restart and update' }).click()
  expect(mooring.calls.at(-1)).toEqual({ method: 'updates.install', input: {} })
  await page.getByRole('button', { name: 'Later' }).click()
  expect(await page.getByText('Mooring 0.2.0 is ready.').count()).toBe(0)

  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Restart and update' }).waitFor()
})

test('a feed is typed, refused with what is wrong, and switched off', async () => {
  const { page, mooring } = await stage.open({
    scene: scene(),
    answers: ({ scene: now }) => ({
      'preferences.change': (chosen) => {
        if (chosen.updateFeed?.startsWith('http:')) throw new Refused('update_feed_insecure')
        now.preferences = chosen
        return chosen
      },
    }),
  })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Update feed').fill('http://mirror.example/')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Updates can’t come from that address.').waitFor()

  await page.getByLabel('Update feed').fill('https://mirror.example/')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Updates can’t come from that address.').waitFor({ state: 'detached' })
  expect(mooring.scene.preferences.updateFeed).toBe('https://mirror.example/')

  await page.getByLabel('Check for updates').uncheck()
  await page.getByLabel('Update feed').waitFor({ state: 'detached' })
  expect(mooring.scene.preferences.updates).toBe(false)
})

test('a build without a publisher’s key says that it looks for nothing', async () => {
  const { page } = await stage.open({ scene: scene({ state: 'unavailable', builtInFeed: null }) })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByText('Updates are off in this build').waitFor()
  expect(await page.getByRole('button', { name: 'Check now' }).count()).toBe(0)
})
