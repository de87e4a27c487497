import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from './program-files.ts'

const listName = 'native.json'
const systems = ['linux', 'win32', 'darwin']
const processors = ['x64', 'arm64']

/** The two binaries that a system and processor need, relative to `node_modules/`. */
export function nativeFilesOf(system: string, processor: string): string[] {
  const name = `${system}-${processor}`
  return [`better-sqlite3/prebuilds/${name}.node`, `keytar/prebuilds/${name}/keytar.node`]
}

/** Writes the SHA-256 of every native binary that may be packaged into a build's folder. */
export function listNativeFiles(folder: string, modules: string): void {
  const names = systems.flatMap((system) =>
    processors.flatMap((processor) => nativeFilesOf(system, processor)),
  )
  const list = Object.fromEntries(names.map((name) => [name, sha256(join(modules, name))]))
  writeFileSync(join(folder, listName), `${JSON.stringify(list, null, 2)}\n`)
}

/**
 * The first native binary that differs from its package; null when both are intact. They are outside the archive, which Electron's
 * integrity check covers. On macOS signing changes them, and the hardened runtime loads only libraries that the publisher signed.
 */
export function findNativeDamage(
  folder: string,
  modules: string,
  { platform, arch }: { platform: NodeJS.Platform; arch: string },
): string | null {
  const file = join(folder, listName)
  if (!existsSync(file)) return file
  const list = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  const isSame = (name: string) => {
    const digest = sha256(join(modules, name))
    return digest !== null && (platform === 'darwin' || digest === list[name])
  }
  return nativeFilesOf(platform, arch).find((name) => !isSame(name)) ?? null
}
