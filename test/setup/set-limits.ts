import { vi } from 'vitest'
import { limits, renewLimits } from '../support/limits.ts'

// Before each file of tests, because a machine may become busy during a run.
renewLimits()
vi.setConfig({
  testTimeout: limits.testMs,
  hookTimeout: limits.hookMs,
  expect: { poll: { timeout: limits.waitMs } },
})
