import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCommand as build, root } from '../../scripts/run.ts'

/** The command that the build of the app has beside it. */
export const builtCommand = join(root, 'out/cli/mooring.mjs')

/** The command, built from the sources into a folder of its own. */
export function buildCommand(): { file: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-command-'))
  if (build(folder) !== 0) throw new Error('The command could not be built; the lines above say why.')
  return { file: join(folder, 'mooring.mjs'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a program to its end, without a terminal. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'stdio'> = {},
): Promise<Ended> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (bytes: Buffer) => (stdout += bytes.toString()))
  child.stderr?.on('data', (bytes: Buffer) => (stderr += bytes.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}
