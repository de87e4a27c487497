import { rmSync } from 'node:fs'
import { allPackages, ensureSystemPackages } from '../../scripts/system-packages.ts'
import { buildPage, builtPageVariable } from '../renderer/support/build-page.ts'

/** Once a run, and only when one of its files needs Chromium or a keychain. */
export async function setup(): Promise<() => void> {
  ensureSystemPackages(allPackages)
  const folder = await buildPage()
  process.env[builtPageVariable] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
