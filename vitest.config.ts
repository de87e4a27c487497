import { defineConfig } from 'vitest/config'

// Native modules, real servers and real browsers: each test file has a process of its own.
const common = {
  environment: 'node',
  pool: 'forks',
  hookTimeout: 90_000,
  expect: { poll: { timeout: 15_000 } },
} as const

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'rooms',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/standin/**', 'test/packaged/**'],
          testTimeout: 30_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The whole app in a window: one at a time, so that none starves another on a small machine.
        test: {
          ...common,
          name: 'app',
          include: ['test/e2e/**/*.test.ts', 'test/standin/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...common,
          name: 'packaged',
          include: ['test/packaged/**/*.test.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
