import { rmSync } from 'node:fs'
import { testPackages, ensureSystemPackages } from '../../scripts/system-packages.ts'
import { buildPage, builtPageVariable } from '../renderer/support/build-page.ts'

/** Once a run, and only when one of its files needs Chromium or a keychain. */
export async function setup(): Promise<() => void> {
  ensureSystemPackages(testPackages)
  const folder = await buildPage()
  process.env[builtPageVariable] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
