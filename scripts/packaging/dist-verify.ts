import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../run.ts'
import { pack } from './pack.ts'
import { writeStubElectron } from './stub-electron.ts'
import { nameOf, targets } from './targets.ts'
import { addedBytes, archiveOf, faultsOf, type Packed } from './verify.ts'

/**
 * Packages the app for every target onto a stub of Electron, twice from one commit, and looks at what came out. It needs no network and
 * no other system; what only the real Electron shows is the workflow's to test (docs/release.md).
 */
const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }
const folder = mkdtempSync(join(tmpdir(), 'mooring-dist-'))
let faults = 0
try {
  const first = await packAll('first')
  const second = await packAll('second')
  for (const [index, packed] of first.entries()) {
    const again = second[index]
    const isSame = again !== undefined && hashOf(archiveOf(packed)) === hashOf(archiveOf(again))
    const found = [...(await faultsOf(packed)), ...(isSame ? [] : ['two builds of one commit differ'])]
    faults += found.length
    const size = (addedBytes(packed) / 1_000_000).toFixed(1)
    console.log(
      `${found.length === 0 ? 'good ' : 'FAULT'} ${nameOf(packed.target).padEnd(13)} ${size} MB on top of Electron`,
    )
    for (const fault of found) console.log(`      ${fault}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(faults === 0 ? 'dist: every package is as it must be' : `dist: ${faults} faults`)
// electron-builder ends a process that ends by itself with 0, whatever its exit code was set to.
process.exit(faults === 0 ? 0 : 1)

async function packAll(name: string): Promise<Packed[]> {
  buildApp()
  const packed: Packed[] = []
  for (const target of targets) {
    const electronFolder = join(folder, name, `electron-${nameOf(target)}`)
    writeStubElectron(electronFolder, target, version)
    const [made = ''] = await pack(target, { output: join(folder, name, 'dist'), electronFolder })
    packed.push({ target, folder: made })
  }
  return packed
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
