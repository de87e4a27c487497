import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeHandlers } from '../../electron/main/ipc/handlers.ts'
import { openHarness, type Harness } from '../support/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = openHarness()
})
afterEach(() => harness.close())

test('the window hears that a text was copied once it is on the clipboard, and when it can’t be', async () => {
  const written = Promise.withResolvers<void>()
  harness.deps.clipboard.write = () => written.promise
  let isSaid = false
  const said = Promise.resolve(
    makeHandlers(harness.deps, {} as never, {} as never, () => {}, {} as never, {} as never)[
      'clipboard.copy'
    ]({
      text: 'an address',
    }),
  ).then(() => {
    isSaid = true
  })
  await new Promise(setImmediate)
  expect(isSaid).toBe(false)
  written.reject(new Error('another program holds the clipboard'))
  await expect(said).rejects.toThrow('another program holds the clipboard')
})
