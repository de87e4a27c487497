import { expect, test } from 'vitest'
import { untilPainted } from '../../electron/main/start/until-painted.ts'

async function tookMs(pageReady: Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await untilPainted(pageReady)
  return performance.now() - startedMs
}

test('the keychain waits until the page has its list, and a little longer for the paint', async () => {
  const pageReady = new Promise<void>((resolve) => setTimeout(resolve, 300))
  const first = Promise.race([
    tookMs(pageReady),
    untilPainted(new Promise(() => {})).then(() => 'it waited for the limit'),
  ])
  expect(await first).toBeGreaterThan(500)
})

test('a page that never loads does not block the keychain for ever', { tags: 'thorough' }, async () => {
  expect(await tookMs(new Promise(() => {}))).toBeGreaterThan(5000)
})
