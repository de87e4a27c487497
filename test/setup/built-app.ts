import { describeHost, findHost } from '../../scripts/electron.ts'
import { buildApp } from '../../scripts/run.ts'
import { testPackages, ensureSystemPackages } from '../../scripts/system-packages.ts'

/** Once a run, and only when one of its files needs the built app. */
export function setup(): void {
  ensureSystemPackages(testPackages)
  process.stdout.write(`${describeHost(findHost({ download: true }))}\n`)
  buildApp()
}
