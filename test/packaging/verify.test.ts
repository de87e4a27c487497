// @module-tag thorough
import { createPackage, extractAll, uncacheAll } from '@electron/asar'
import { flipFuses, FuseV1Options } from '@electron/fuses'
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fuses } from '../../scripts/packaging/fuses.ts'
import { pack } from '../../scripts/packaging/pack.ts'
import { writeStubElectron } from '../../scripts/packaging/stub-electron.ts'
import { systems, type System } from '../../scripts/packaging/targets.ts'
import { archiveOf, faultsOf, type Packed } from '../../scripts/packaging/verify.ts'
import { buildApp, root } from '../../scripts/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'mooring-packed-'))
const good = new Map<System, Packed>()
let copies = 0

beforeAll(async () => {
  // The whole run has built it already.
  if (!existsSync(join(root, 'out/main/index.js'))) buildApp()
  for (const system of systems) {
    const target = { system, processor: 'x64' as const }
    const electronFolder = join(folder, `electron-${system}`)
    writeStubElectron(electronFolder, target, '45.0.0')
    const [made = ''] = await pack(target, { output: join(folder, 'dist'), electronFolder })
    good.set(system, { target, folder: made })
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A copy of a good package that a test may spoil. */
function copyOf(system: System): Packed {
  const packed = good.get(system)
  if (!packed) throw new Error(`${system} was not packed`)
  const copy = join(folder, `copy-${(copies += 1)}`)
  cpSync(packed.folder, copy, { recursive: true, verbatimSymlinks: true })
  return { ...packed, folder: copy }
}

/** Packs the archive again with another file in it. */
async function addToArchive(packed: Packed, name: string, text: string): Promise<void> {
  const archive = archiveOf(packed)
  const content = join(packed.folder, 'content')
  extractAll(archive, content)
  writeFileSync(join(content, name), text)
  await createPackage(content, archive)
  rmSync(content, { recursive: true })
  uncacheAll()
}

test.each(systems)('a package for %s has no fault', async (system) => {
  expect(await faultsOf(copyOf(system))).toEqual([])
})

test('a fuse that is not as it must be is named', async () => {
  const packed = copyOf('linux')
  await flipFuses(join(packed.folder, 'mooring'), { ...fuses, [FuseV1Options.RunAsNode]: true })
  expect(await faultsOf(packed)).toEqual(['fuse RunAsNode is not off'])
})

test('a native binary of another system, and one too many, are named', async () => {
  const packed = copyOf('linux')
  const prebuilds = join(archiveOf(packed) + '.unpacked', 'node_modules/better-sqlite3/prebuilds')
  copyFileSync(
    join(root, 'node_modules/better-sqlite3/prebuilds/darwin-arm64.node'),
    join(prebuilds, 'linux-x64.node'),
  )
  copyFileSync(join(prebuilds, 'linux-x64.node'), join(prebuilds, 'more.node'))
  expect(await faultsOf(packed)).toEqual([
    'better-sqlite3/prebuilds/more.node is not for this target',
    ...['linux-x64', 'more'].map(
      (name) => `better-sqlite3/prebuilds/${name}.node is a binary of another kind`,
    ),
  ])
})

test.each([
  ['index.js.map', '{}', 'must not be in a package'],
  ['.env', 'SECRET=1', 'must not be in a package'],
  ['made.js', `open('${root}/x')`, 'names a folder of this computer'],
  ['made.js', '//# sourceMappingURL=made.js.map', 'names a source map or holds a key'],
  ['made.js', '-----BEGIN PRIVATE KEY-----', 'names a source map or holds a key'],
])('%s in the archive with %s: it %s, and is not listed', async (name, text, fault) => {
  const packed = copyOf('linux')
  await addToArchive(packed, name, text)
  const found = await faultsOf(packed)
  expect(found).toContain(`/${name} ${fault}`)
  expect(found).toContain(`/${name} is in the archive, unlisted`)
})

test.each([
  ['win32', 'the archive’s hash is not in the program'],
  ['darwin', 'the archive’s hash is not in Info.plist'],
] as const)('on %s an archive that was changed is not the one that was packed', async (system, fault) => {
  const packed = copyOf(system)
  await addToArchive(packed, 'more.js', '')
  expect(await faultsOf(packed)).toContain(fault)
})

test('a mac app that may speak without TLS is refused', async () => {
  const packed = copyOf('darwin')
  const file = join(packed.folder, 'Mooring.app/Contents/Info.plist')
  writeFileSync(file, readFileSync(file, 'utf8').replace('NSAllowsLocalNetworking', 'NSAllowsArbitraryLoads'))
  expect(await faultsOf(packed)).toEqual(['it is not so that TLS is demanded'])
})
