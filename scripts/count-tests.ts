import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

// Adds up the reports of all runs of the tests, in one line. Whatever runs tests leaves its report, in Jest's shape, in this folder.

const folder = process.argv[2] ?? join(root, 'node_modules/.cache/mooring/reports')

interface Report {
  numPassedTests?: number
  numFailedTests?: number
  numPendingTests?: number
  testResults?: { status: string; assertionResults: { status: string }[] }[]
}

const reports = globSync('*.json', { cwd: folder }).map(
  (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report,
)

/** A file that could not even be loaded counts as one failure: it has no tests of its own to count. */
function failuresOf({ numFailedTests = 0, testResults = [] }: Report): number {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  )
  return numFailedTests + unloaded.length
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
const passed = sum(reports.map(({ numPassedTests = 0 }) => numPassedTests))
const skipped = sum(reports.map(({ numPendingTests = 0 }) => numPendingTests))
// Without a report nothing ran.
const failed = reports.length === 0 ? 1 : sum(reports.map(failuresOf))
console.log(`tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
