import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

const systems = ['isLinux', 'isWindows', 'isMac']

/** A test's title without the ids of its rows, and whether it runs on Linux, Windows and macOS. */
type Proof = [title: string, ...runs: boolean[]]

/** The tests of a suite, read from its source. What `test.each` fills in is `…`. */
function testsOf(file: string): Proof[] {
  const source = readFileSync(join(root, file), 'utf8')
  const each = String.raw`(?:\.each(?:<[^>]*>)?\([^]*?\))?`
  const found = source.matchAll(
    new RegExp(String.raw`^ {2}test(?:\.(runIf|skipIf)\((\w+)\))?${each}\(\s*'([^']+)'`, 'gm'),
  )
  return [...found].map(([, modifier, system, title = '']) => [
    title.replace(/( \[\w+-?\w*\])+$/, '').replaceAll('%s', '…'),
    ...systems.map((one) => modifier === undefined || (one === system) === (modifier === 'runIf')),
  ])
}

/** The rows of the table under this heading in docs/release.md. */
function rowsOf(heading: string): Proof[] {
  const page = readFileSync(join(root, 'docs/release.md'), 'utf8')
  const table = page.slice(page.indexOf(`| ${heading}`)).split('\n\n', 1)[0] ?? ''
  return table
    .split('\n')
    .slice(2)
    .map((line) => {
      const [title = '', ...runs] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
      return [title, ...runs.map((cell) => cell === 'yes')]
    })
}

test.each([
  ['Test on Electron alone', 'test/e2e/electron.test.ts'],
  ['Packaged test', 'test/packaged/packaged.test.ts'],
])('the table “%s” of docs/release.md names every test of %s, and where it runs', (heading, file) => {
  const tests = testsOf(file)
  const count = readFileSync(join(root, file), 'utf8').match(/^ {2}test\b/gm)?.length
  expect(tests).toHaveLength(count ?? 0)
  expect(rowsOf(heading)).toEqual(tests)
})
