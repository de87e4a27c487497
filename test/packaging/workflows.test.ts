import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { trialNames } from '../../scripts/packaging/trials/kinds.ts'
import { root } from '../../scripts/run.ts'
import { testPackages } from '../../scripts/system-packages.ts'

const workflows = globSync('.github/workflows/*.yml', { cwd: root }).toSorted()
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
/** Each run of `apt-get install`, with the lines that it goes on in. */
const installsIn = (file: string) =>
  [...textOf(file).matchAll(/apt-get install ((?:[^\n]*\\\n)*[^\n]*)/g)].map(([, words]) =>
    (words ?? '').split(/[\s\\]+/),
  )

test('the hosted Linux runners install what the tests need, and Electron’s own libraries [EL8]', () => {
  const installed = installsIn('.github/workflows/ci.yml').flat()
  // Of browsers the x64 image has Chrome, and the other gets its own.
  const needed = testPackages.filter((name) => name !== 'chromium')
  const ofElectron = ['libasound2t64', 'libgbm1', 'libgtk-3-0t64', 'libnotify4', 'libnss3']
  expect([...needed, ...ofElectron].filter((name) => !installed.includes(name))).toEqual([])
})

test('a runner for Arm gets a browser: its image has none [EL8]', () => {
  expect(textOf('.github/workflows/ci.yml')).toMatch(
    /if: runner\.os == 'Linux' && runner\.arch == 'ARM64'\n +run: \|\n +npx playwright-core install .*chromium\n.*MOORING_CHROMIUM=.*GITHUB_ENV/,
  )
})

test.each(workflows)('in %s xauth is installed beside xvfb, which needs it for xvfb-run [EL8]', (file) => {
  const lacking = installsIn(file).filter((names) => names.includes('xvfb') && !names.includes('xauth'))
  expect(lacking).toEqual([])
})

test('every kind of package is tried in the workflow and in the project’s own CI', () => {
  for (const file of ['.github/workflows/ci.yml', '.ci/run']) {
    const text = textOf(file)
    expect(trialNames.filter((kind) => !new RegExp(`\\b${kind}\\b`).test(text))).toEqual([])
  }
})
