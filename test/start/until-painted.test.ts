import { expect, test } from 'vitest'
import { untilPainted } from '../../electron/main/start/until-drawn.ts'

async function tookMs(heard: Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await untilPainted(heard)
  return performance.now() - startedMs
}

test('the keychain waits until the page has its list, and a little longer for it to be drawn', async () => {
  const heard = new Promise<void>((resolve) => setTimeout(resolve, 300))
  const first = Promise.race([
    tookMs(heard),
    untilPainted(new Promise(() => {})).then(() => 'it waited for the limit'),
  ])
  expect(await first).toBeGreaterThan(500)
})

test('a page that never comes holds nothing up for ever', async () => {
  expect(await tookMs(new Promise(() => {}))).toBeGreaterThan(5000)
})
