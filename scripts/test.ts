import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runTool } from './run.ts'

// npm test: what a change needs, minutes. npm run test:all: also what is thorough, and what takes long by nature. With files or other
// arguments of vitest only those run, whatever they need. docs/testing.md says which test belongs where, and what the time goes to.

const everyday = ['unit', 'system', 'app']
const byNature = ['long', 'packaged']
/** An argument of vitest that leaves out what only `npm run test:all` runs. */
const notThorough = '--tags-filter=!thorough'

/** For each run of the tests, one report: what scripts/count-tests.ts adds up. */
const reports = join(root, 'node_modules/.cache/mooring/reports')

interface Result {
  status: string
  fullName: string
  ancestorTitles: string[]
  tags: string[]
}

interface Report {
  numPendingTests: number
  testResults: { assertionResults: Result[] }[]
}

/** @returns the exit code */
function runTests(name: string, projects: string[], args: string[]): number {
  const file = join(reports, `${name}.json`)
  mkdirSync(reports, { recursive: true })
  // A run that ends without a report of its own has failed.
  writeFileSync(file, JSON.stringify({ numFailedTests: 1 }))
  const code = runTool('vitest', 'vitest.mjs', [
    'run',
    ...projects.map((project) => `--project=${project}`),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ])
  const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>
  const counted = args.includes(notThorough) ? withoutThorough(report) : report
  writeFileSync(file, JSON.stringify(counted))
  sayWhatWasSkipped(counted)
  return code
}

/** What was left to another run is no test of this one, and not skipped either. */
function withoutThorough({
  testResults = [],
  numPendingTests = 0,
  ...report
}: Partial<Report>): Partial<Report> {
  const isLeftOut = ({ status, tags }: Result) => status === 'skipped' && tags.includes('thorough')
  const leftOut = testResults.flatMap((one) => one.assertionResults).filter(isLeftOut)
  console.log(`${leftOut.length} thorough tests are left to npm run test:all`)
  return {
    ...report,
    numPendingTests: numPendingTests - leftOut.length,
    testResults: testResults.map((one) => ({
      ...one,
      assertionResults: one.assertionResults.filter((result) => !isLeftOut(result)),
    })),
  }
}

/** What is skipped as a group is named once: the group's title says what it waits for. */
function sayWhatWasSkipped({ testResults = [] }: Partial<Report>): void {
  const counts = new Map<string, number>()
  for (const { status, fullName, ancestorTitles } of testResults.flatMap((one) => one.assertionResults)) {
    if (status !== 'skipped') continue
    const title = ancestorTitles[0] ?? fullName
    counts.set(title, (counts.get(title) ?? 0) + 1)
  }
  for (const [title, count] of counts) console.log(`${count} skipped: ${title}`)
}

const { all, name, rest } = readArguments(process.argv.slice(2))
const isChosen = rest.some((argument) => !argument.startsWith('-') || argument.startsWith('--project'))
const codes = isChosen
  ? [runTests(name ?? 'chosen', [], rest)]
  : [
      runTests(name ?? 'everyday', everyday, all ? rest : [notThorough, ...rest]),
      ...(all ? [runTests('all', byNature, rest)] : []),
    ]
process.exitCode = Math.max(...codes)

/** `--all`, and `--report NAME` for a run whose report must not take the place of another's. */
function readArguments(args: string[]): { all: boolean; name: string | undefined; rest: string[] } {
  const at = args.indexOf('--report')
  const name = at < 0 ? undefined : args[at + 1]
  const rest = at < 0 ? args : args.toSpliced(at, 2)
  return { all: rest.includes('--all'), name, rest: rest.filter((argument) => argument !== '--all') }
}
