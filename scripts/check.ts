import { runScript, runTool } from './run.ts'

const checks: [name: string, run: () => number][] = [
  ['format', () => runTool('oxfmt', 'bin/oxfmt', ['--check', '.'])],
  ['lint', () => runTool('oxlint', 'bin/oxlint', ['--deny-warnings', '.'])],
  ['types', () => runTool('typescript', 'bin/tsc', ['-b'])],
  ['workflows', () => runScript('scripts/check-workflows.ts')],
]

const failed = checks.filter(([name, run]) => {
  console.log(`check: ${name}`)
  return run() !== 0
})
console.log(
  failed.length === 0 ? 'check: all good' : `check: failed: ${failed.map(([name]) => name).join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
