import { expect, test } from 'vitest'
import { giveBackMemory } from '../../electron/main/system/give-back-memory.ts'

test('memory that is no longer used is given back to the system, and the app’s own code gets no way to collect', () => {
  let used: object[] | null = Array.from({ length: 500_000 }, (_, index) => ({ index }))
  const before = process.memoryUsage().heapTotal
  expect(used).toHaveLength(500_000)
  used = null
  giveBackMemory()
  expect(process.memoryUsage().heapTotal).toBeLessThan(before - 10_000_000)
  expect(globalThis).not.toHaveProperty('gc')
})
