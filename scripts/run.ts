import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** @throws Error that says what to type, when an installation was never completed */
export function packageFolder(name: string): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch (cause) {
    throw new Error(`The package ${name} is missing. Install all packages again: npm ci`, { cause })
  }
}

/** Runs a dev dependency's command with this Node, its output passed on. @returns its exit code */
export function runTool(name: string, bin: string, args: string[], env: NodeJS.ProcessEnv = {}): number {
  const result = spawnSync(process.execPath, [join(packageFolder(name), bin), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return result.status ?? 1
}

/** Runs a script of this repository with this Node. @returns its exit code */
export function runScript(path: string, args: string[] = []): number {
  return spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1
}

/** @param folder of the built command, besides that of the build. @returns the exit code */
export function buildCommand(folder?: string): number {
  const config = ['build', '--config', join(root, 'clients/cli/vite.config.ts')]
  return runTool('vite', 'bin/vite.js', [...config, ...(folder === undefined ? [] : ['--outDir', folder])])
}

/** The app, and the command beside it. @throws Error */
export function buildApp(): void {
  const code =
    runTool('electron-vite', 'bin/electron-vite.js', ['build', '--logLevel', 'warn']) || buildCommand()
  if (code !== 0) throw new Error('The app could not be built; the lines above say why.')
}
