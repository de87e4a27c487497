import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { measureSlowness } from './test/support/limits.ts'

measureSlowness()

// Node keeps what it has compiled: tests start hundreds of processes, and half of the time of each start went into compiling.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/mooring/compiled')

// Which project a file belongs to is decided by what it needs; docs/testing.md says what each costs.
const needsSystem = [
  // All but those that only look at texts, styles and values.
  'test/renderer/!(address|balance-series|messages|money-text|monogram|parse-institutions|scenes|styles|text|words).test.ts',
  'test/standin/behaviour.test.ts',
  'test/system/keychain.test.ts',
  'test/connections/secret-service.test.ts',
  'test/sandbox/browser.test.ts',
  'test/oauth/redirects/relay.test.ts',
]
const needsApp = ['test/e2e/**/*.test.ts']
const needsPackage = ['test/packaged/**/*.test.ts']
const long = ['test/**/*.long.test.ts']

/** Left out of `npm test`, which every change has to pass in a few minutes. */
const tags = [
  {
    name: 'thorough',
    description: 'One thing in every look, size, zone or length, thousands of rows, kills: npm run test:all.',
  },
]

const cores = availableParallelism()

/** The tests wait more than they work, for servers, pages and processes: one file more at once than there are cores. */
const together = { maxWorkers: cores + 1, sequence: { groupOrder: 1 } }

// Native modules, real servers and real browsers: no threads, and a process for each file where nothing is said.
const common = { environment: 'node', pool: 'forks', setupFiles: 'test/setup/set-limits.ts' } as const

export default defineConfig({
  test: {
    tags,
    projects: [
      {
        // Node alone: no build, no browser, no keychain.
        test: {
          ...common,
          ...together,
          name: 'unit',
          // Loading the app's modules anew takes a file half a second. So its state is closed by the file that opened it.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...needsSystem, ...needsApp, ...needsPackage, ...long],
        },
      },
      {
        // The system's Chromium and keychain.
        test: {
          ...common,
          ...together,
          name: 'system',
          include: needsSystem,
          exclude: long,
          globalSetup: 'test/setup/built-page.ts',
        },
      },
      {
        // The whole app in its window, built before.
        test: {
          ...common,
          ...together,
          name: 'app',
          include: needsApp,
          exclude: long,
          globalSetup: 'test/setup/built-app.ts',
        },
      },
      {
        // What takes minutes by nature. Much of it waits for one process that it starts, so that others can run beside it.
        test: {
          ...common,
          name: 'long',
          include: long,
          maxWorkers: cores,
          sequence: { groupOrder: 2 },
        },
      },
      {
        // A packaged app on the real Electron, named by MOORING_PACKAGED: npm run test:packaged.
        test: {
          ...common,
          name: 'packaged',
          include: needsPackage,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
