import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './run.ts'

// Adds up the reports of all runs of the tests, in one line, after the names of what failed: a log is often kept from its end only.
// Whatever runs tests leaves its report, in Jest's shape, in this folder.

const folder = process.argv[2] ?? join(root, 'node_modules/.cache/mooring/reports')

interface Report {
  numPassedTests?: number
  numFailedTests?: number
  numPendingTests?: number
  testResults?: TestFile[]
}

interface TestFile {
  name: string
  status: string
  message: string
  assertionResults: { status: string; fullName: string; failureMessages?: string[] }[]
}

const reports = globSync('*.json', { cwd: folder }).map(
  (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report,
)

/** A file that could not even be loaded counts as one failure: it has no tests of its own to count. */
function isUnloaded({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && !assertionResults.some((result) => result.status === 'failed')
}

function failuresOf({ numFailedTests = 0, testResults = [] }: Report): number {
  return numFailedTests + testResults.filter(isUnloaded).length
}

/** A line for each test that failed, also where it passed when it was tried again: the file, its title, the first line of its message. */
function namesOfFailures({ testResults = [] }: Report): string[] {
  return testResults.flatMap((file) => {
    const path = relative(root, file.name)
    if (isUnloaded(file)) return [`failed: ${path}: ${firstLine(file.message)}`]
    return file.assertionResults
      .filter(({ failureMessages = [] }) => failureMessages.length > 0)
      .map(({ status, fullName, failureMessages = [] }) => {
        const what = status === 'failed' ? 'failed' : 'passed at the second try'
        return `${what}: ${path}: ${fullName}: ${firstLine(failureMessages[0])}`
      })
  })
}

const firstLine = (text = '') => text.split('\n', 1)[0] ?? ''

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
const passed = sum(reports.map(({ numPassedTests = 0 }) => numPassedTests))
const skipped = sum(reports.map(({ numPendingTests = 0 }) => numPendingTests))
// Without a report nothing ran.
const failed = reports.length === 0 ? 1 : sum(reports.map(failuresOf))
for (const name of reports.flatMap(namesOfFailures)) console.log(name)
console.log(`tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed === 0 ? 0 : 1
