import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const listName = 'files.json'

/** Writes the SHA-256 of every file of a build into its folder. Omits source maps, which are not shipped. */
export function listProgramFiles(folder: string): void {
  const names = globSync('**/*.*', { cwd: folder }).filter(
    (name) => name !== listName && !name.endsWith('.map'),
  )
  const list = Object.fromEntries(
    names.sort().map((name) => [name.replaceAll('\\', '/'), sha256(join(folder, name))]),
  )
  writeFileSync(join(folder, listName), `${JSON.stringify(list, null, 2)}\n`)
}

/**
 * The first damaged file of a build; null for none. On systems that verify the archive this finds nothing more, but Linux does not, and a
 * page without its script would stay blank.
 *
 * @param folders each with the list that `listProgramFiles` wrote
 */
export function findDamage(folders: readonly string[]): string | null {
  for (const folder of folders) {
    const list = readList(folder)
    if (list === null) return join(folder, listName)
    const damaged = Object.entries(list).find(([name, digest]) => sha256(join(folder, name)) !== digest)
    if (damaged) return join(folder, damaged[0])
  }
  return null
}

function readList(folder: string): Record<string, string> | null {
  try {
    return JSON.parse(readFileSync(join(folder, listName), 'utf8')) as Record<string, string>
  } catch {
    // A missing list is damage too: the caller reports it.
    return null
  }
}

/** Null for a file that can't be read. */
export function sha256(file: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    // Null is unequal to every digest.
    return null
  }
}
