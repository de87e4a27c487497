import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.ts'

const notCopied = new Set(['node_modules', '.git', '.cache', 'out', 'dist', 'coverage', 'screenshots'])

/**
 * Copies the repository's files into a new folder, with links to the packages. Building or editing there changes nothing here, where other
 * tests run the built app at the same time.
 */
export function copyRepository(copy: string): void {
  mkdirSync(copy)
  for (const name of readdirSync(root)) {
    if (!notCopied.has(name)) cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '.cache' || name.startsWith('.vite')) continue
    symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  }
}
