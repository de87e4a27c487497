import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Runs a script as npm would, and gives what it said and how it ended. */
async function run(
  script: string,
  env: Record<string, string>,
  args: string[] = [],
): Promise<{ code: number; said: string }> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env
  return promisify(execFile)(process.execPath, [join(root, 'scripts', script), ...args], {
    cwd: root,
    env: { ...rest, ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (thrown: { code: number; stdout: string; stderr: string }) => ({
      code: thrown.code,
      said: thrown.stdout + thrown.stderr,
    }),
  )
}

test.runIf(process.platform === 'linux')(
  'npm start without a screen says so with MOORING_HOST=electron, which needs one',
  async () => {
    const { code, said } = await run('start.ts', { MOORING_HOST: 'electron' })
    expect(code).toBe(1)
    expect(said).toContain('There is no screen to show a window on, and Electron needs one.')
    expect(said).toContain('Without MOORING_HOST=electron this plays the demo.')
  },
)

test.runIf(process.platform === 'linux')('npm start without Chromium names the line to type', async () => {
  // A PATH without Chromium, and without apt-get, which root would use.
  const { code, said } = await run('start.ts', {
    MOORING_HOST: 'stand-in',
    PATH: '/nonexistent',
    // Of another computer: whether it answers can't be known.
    DISPLAY: 'elsewhere:0',
  })
  expect(code).toBe(1)
  expect(said).toContain('chromium is missing on this system. Install with: sudo apt-get install -y chromium')
})

const passes = {
  name: join(root, 'test/c.test.ts'),
  status: 'passed',
  assertionResults: [{ status: 'passed' }],
}
const fails = {
  name: join(root, 'test/a.test.ts'),
  status: 'failed',
  assertionResults: [
    { status: 'failed', fullName: 'adds', failureMessages: ['Error: 1 is not 2\n    at line 3'] },
    { status: 'passed' },
  ],
}
const passesAgain = {
  name: join(root, 'test/a.test.ts'),
  status: 'passed',
  message: '',
  assertionResults: [
    { status: 'passed', fullName: 'adds', failureMessages: ['Error: 1 is not 2\n    at line 3'] },
    { status: 'passed', fullName: 'subtracts', failureMessages: [] },
  ],
}
const unloaded = {
  name: join(root, 'test/b.test.ts'),
  status: 'failed',
  message: 'Cannot find module c\n',
  assertionResults: [],
}

test.each([
  [
    'all runs',
    [
      { numPassedTests: 30, numPendingTests: 2, testResults: [passes] },
      { numPassedTests: 4, numPendingTests: 0, testResults: [passes] },
    ],
    [0, 'tests: 34 passed, 0 failed, 2 skipped'],
  ],
  [
    'a failed test and a file that could not be loaded',
    [{ numPassedTests: 1, numFailedTests: 1, testResults: [fails, unloaded] }, { numPassedTests: 5 }],
    [
      1,
      'failed: test/a.test.ts: adds: Error: 1 is not 2\n' +
        'failed: test/b.test.ts: Cannot find module c\n' +
        'tests: 6 passed, 2 failed',
    ],
  ],
  [
    'a test that passed when it was tried again',
    [{ numPassedTests: 2, testResults: [passesAgain] }],
    [0, 'passed at the second try: test/a.test.ts: adds: Error: 1 is not 2\ntests: 2 passed, 0 failed'],
  ],
  ['a run that left nothing of its own', [{ numFailedTests: 1 }], [1, 'tests: 0 passed, 1 failed']],
  ['no run', [], [1, 'tests: 0 passed, 1 failed']],
])('the reports of %s are added up, after the names of what failed', async (_what, reports, [code, line]) => {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-reports-'))
  for (const [index, report] of reports.entries()) {
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(report))
  }
  const counted = await run('count-tests.ts', {}, [folder])
  expect([counted.code, counted.said.trim()]).toEqual([code, line])
})

test('npm test names what was skipped, and what it waits for', async () => {
  const { MOORING_PACKAGED: _app, ...env } = process.env as Record<string, string>
  const args = ['--report', 'of-a-test', 'test/packaged/packaged.test.ts']
  const { code, said } = await run('test.ts', env, args)
  rmSync(join(root, 'node_modules/.cache/mooring/reports/of-a-test.json'))
  expect([code, said]).toEqual([
    0,
    expect.stringMatching(/\d+ skipped: the packaged app: waits for .*npm run dist.*npm run test:packaged/),
  ])
})
