import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, root } from '../../run.ts'
import { ensureSystemPackages, type SystemPackage } from '../../system-packages.ts'
import { pack } from '../pack.ts'
import { writeStubElectron } from '../stub-electron.ts'
import type { Target } from '../targets.ts'
import { faultsOf } from '../verify.ts'

/** How one kind of package is tried on Debian. */
export interface Trial {
  target: Target
  /** As electron-builder calls it, and how its file ends. */
  format: string
  /** What building and inspecting it takes. */
  packages: SystemPackage[]
  /** Variables that point electron-builder to the system's own tools in place of those that it downloads. */
  tools: (folder: string) => Record<string, string>
  /** @returns the app's folder, as `pack` would leave it */
  unpack: (file: string, folder: string) => string
  /** What else is wrong with the package, a sentence each. */
  inspect: (file: string, folder: string) => string[]
  /** Installs, upgrades and removes it; absent where the system can't. */
  install?: (file: string, newer: NewerPackage) => string[]
}

export interface NewerPackage {
  file: string
  version: string
}

const newerVersion = '999.0.0'

/**
 * Builds a package onto a stub of Electron, unpacks and inspects it, and as root installs, upgrades and removes it. Installing changes the
 * system, and removing puts it back.
 *
 * @returns what is wrong, a sentence each
 */
export async function tryPackage(trial: Trial): Promise<string[]> {
  ensureSystemPackages(trial.packages)
  // A run of everything has built it already.
  if (!existsSync(join(root, 'out/main/index.js'))) buildApp()
  const folder = mkdtempSync(join(tmpdir(), 'mooring-trial-'))
  try {
    const electronFolder = join(folder, 'electron')
    const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }
    writeStubElectron(electronFolder, trial.target, version)
    Object.assign(process.env, trial.tools(folder))
    const build = async (name: string, options: { version?: string }): Promise<string> => {
      const output = join(folder, name)
      const made = await pack(trial.target, { ...options, output, electronFolder, formats: [trial.format] })
      const file = made.find((one) => one.endsWith(`.${trial.format}`))
      if (file === undefined) throw new Error(`electron-builder made no ${trial.format}.`)
      return file
    }

    const file = await build('made', {})
    const unpacked = join(folder, 'unpacked')
    const app = trial.unpack(file, unpacked)
    const faults = [
      ...(await faultsOf({ target: trial.target, folder: app })),
      ...trial.inspect(file, unpacked),
    ]
    if (!trial.install) return faults
    if (process.getuid?.() !== 0) {
      console.log('not installed, because that takes root')
      return faults
    }
    const newer = await build('newer', { version: newerVersion })
    return [...faults, ...trial.install(file, { file: newer, version: newerVersion })]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a command of the system. @returns what it wrote @throws Error with what it wrote to stderr, when it fails */
export function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64_000_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  })
}

/** @returns what is wrong by the word of a tool that checks a file; empty when it has nothing to say */
export function complaintsOf(program: string, ...args: string[]): string[] {
  try {
    run(program, ...args)
    return []
  } catch (thrown) {
    const { stdout, stderr } = thrown as { stdout: string; stderr: string }
    return [`${program}: ${`${stdout}${stderr}`.trim()}`]
  }
}
