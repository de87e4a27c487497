import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { findHost } from '../electron.ts'
import { root } from '../run.ts'

/**
 * Prints what the app is made of, as CycloneDX 1.6: what is bundled into its scripts (by the maps of the build), its native modules,
 * and what Electron and SQLite bring. Needs the real Electron, which prints its versions.
 */
interface Manifest {
  name: string
  version: string
  license?: string
}

const app = manifestIn(root)
const components = [...bundled(), ...native(), ...carried()].map(({ name, version, license }) => ({
  type: 'library',
  'bom-ref': `${name}@${version}`,
  name,
  version,
  ...(name.includes(' ') ? {} : { purl: `pkg:npm/${name.replace('@', '%40')}@${version}` }),
  ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
}))
console.log(
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', name: app.name, version: app.version } },
      components,
    },
    null,
    2,
  ),
)

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The packages that the build took scripts from. */
function bundled(): Manifest[] {
  const maps = globSync('out/**/*.map', { cwd: root })
  if (maps.length === 0) throw new Error('There is no build to look at. Make one with: npm run build')
  const names = maps.flatMap((map) => {
    const { sources } = JSON.parse(readFileSync(join(root, map), 'utf8')) as { sources: string[] }
    return sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [])
  })
  return [...new Set(names)].toSorted().map((name) => manifestIn(join(root, 'node_modules', name)))
}

function native(): Manifest[] {
  return ['better-sqlite3', 'keytar'].map((name) => manifestIn(join(root, 'node_modules', name)))
}

/** What no package manager knows of. */
function carried(): Manifest[] {
  const host = findHost({ download: true })
  if (host.kind !== 'electron')
    throw new Error('The list names what Electron carries, and Electron is not here.')
  const printed = execFileSync(host.path, ['--print', 'JSON.stringify(process.versions)'], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  const versions = JSON.parse(printed) as Record<'electron' | 'chrome' | 'node', string>
  const sqlite = new Database(':memory:').prepare<[], { v: string }>('SELECT sqlite_version() AS v').get()
  return [
    { name: 'electron', version: versions.electron, license: 'MIT' },
    { name: 'Chromium in Electron', version: versions.chrome, license: 'BSD-3-Clause' },
    { name: 'Node.js in Electron', version: versions.node, license: 'MIT' },
    { name: 'SQLite in better-sqlite3', version: sqlite?.v ?? '', license: 'blessing' },
  ]
}
