import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** Runs a dev dependency's command with this Node, its output passed on. @returns its exit code */
export function runTool(name: string, bin: string, args: string[], env: NodeJS.ProcessEnv = {}): number {
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
  const result = spawnSync(process.execPath, [join(dirname(manifest), bin), ...args], {
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

export function buildApp(): void {
  const code = runTool('electron-vite', 'bin/electron-vite.js', ['build', '--logLevel', 'warn'])
  if (code !== 0) throw new Error('The app could not be built; the lines above say why.')
}
