import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.ts'

/** What the runner's report says, in one line. A run that left no report has failed. */
const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
  readFileSync(join(root, 'node_modules/.cache/mooring/tests.json'), 'utf8'),
) as Record<string, number>

// A file that could not even be loaded counts as one failure: it has no tests of its own to count.
const failed = (numFailedTests ?? 0) || (numFailedTestSuites ?? 0)
const skipped = numPendingTests ? `, ${numPendingTests} skipped` : ''
console.log(`tests: ${numPassedTests ?? 0} passed, ${failed} failed${skipped}`)
