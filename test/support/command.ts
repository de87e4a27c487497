import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { root, runTool } from '../../scripts/run.ts'

/** The built command. */
export const commandFile = join(root, 'out/cli/mooring.mjs')

/** Builds the command, unless what is there is newer than its sources. */
export function buildCommandOnce(): void {
  const sources = globSync('{clients/cli,shared}/**/*.ts', { cwd: root }).map(
    (file) => statSync(join(root, file)).mtimeMs,
  )
  if (existsSync(commandFile) && statSync(commandFile).mtimeMs > Math.max(...sources)) return
  const code = runTool('vite', 'bin/vite.js', ['build', '--config', 'clients/cli/vite.config.ts'])
  if (code !== 0) throw new Error('The command could not be built; the lines above say why.')
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Runs a program to its end, without a terminal. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: SpawnOptions & { input?: string } = {},
): Promise<Ended> {
  const child = spawn(program, args, { ...options, stdio: 'pipe' })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(options.input ?? '')
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (bytes: Buffer) => (stdout += bytes.toString()))
  child.stderr?.on('data', (bytes: Buffer) => (stderr += bytes.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}

/** Runs the built command with this Node, without a terminal. */
export async function runCommand(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return runProgram(process.execPath, [commandFile, ...args], options)
}
