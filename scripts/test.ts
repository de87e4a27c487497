import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeHost, findHost } from './electron.ts'
import { buildApp, root, runTool } from './run.ts'
import { testPackages, ensureSystemPackages } from './system-packages.ts'

/** Where the runner leaves its own report, for whoever wants to sum it up. */
const report = join(root, 'node_modules/.cache/mooring/tests.json')

ensureSystemPackages(testPackages)
const host = findHost({ download: true })
console.log(describeHost(host))
buildApp()

mkdirSync(dirname(report), { recursive: true })
rmSync(report, { force: true })
process.exitCode = runTool('vitest', 'vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
])
