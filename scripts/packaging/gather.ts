import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { dump, load } from 'js-yaml'

/**
 * Puts the packages of all targets into one folder: `gather.ts FROM TO`. Both processors of a system announce themselves in a feed of
 * the same name: the two become one, before it is signed.
 */
const [from = '', to = ''] = process.argv.slice(2)
mkdirSync(to, { recursive: true })
for (const file of globSync('**/*.*', { cwd: from }).toSorted()) {
  const source = join(from, file)
  const target = join(to, basename(file))
  if (!existsSync(target)) copyFileSync(source, target)
  else if (target.endsWith('.yml')) writeFileSync(target, merged(target, source))
  else throw new Error(`${basename(file)} was made twice.`)
}

interface Feed {
  version: string
  files: { url: string }[]
}

/** The first of the two stays the one that older updaters look at. */
function merged(first: string, second: string): string {
  const [one, other] = [first, second].map((file) => load(readFileSync(file, 'utf8')) as Feed) as [Feed, Feed]
  if (one.version !== other.version) throw new Error(`${basename(first)} speaks of two versions.`)
  return dump({ ...one, files: [...one.files, ...other.files] }, { lineWidth: -1 })
}
