import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

const script = (name: string) => join(root, 'scripts/packaging', `${name}.ts`)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-release-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function feed(target: string, version = '0.2.0'): void {
  mkdirSync(join(folder, 'made', target), { recursive: true })
  const file = `Mooring-${version}-${target}.exe`
  writeFileSync(join(folder, 'made', target, file), target)
  writeFileSync(
    join(folder, 'made', target, 'latest.yml'),
    `version: ${version}\nfiles:\n  - url: ${file}\n    sha512: ${target}==\npath: ${file}\n`,
  )
}
const gather = () =>
  spawnSync(process.execPath, [script('gather'), join(folder, 'made'), join(folder, 'release')], {
    encoding: 'utf8',
  })

test('packages of both processors stand in one folder, and one feed announces both', () => {
  feed('arm64')
  feed('x64')
  expect(gather().status).toBe(0)
  expect(readdirSync(join(folder, 'release'))).toEqual([
    'Mooring-0.2.0-arm64.exe',
    'Mooring-0.2.0-x64.exe',
    'latest.yml',
  ])
  expect(load(readFileSync(join(folder, 'release/latest.yml'), 'utf8'))).toMatchObject({
    files: ['arm64', 'x64'].map((name) => ({ url: `Mooring-0.2.0-${name}.exe`, sha512: `${name}==` })),
  })
})

test('feeds of two versions are no release', () => {
  feed('arm64')
  feed('x64', '0.3.0')
  const { status, stderr } = gather()
  expect([status, stderr]).toEqual([1, expect.stringContaining('latest.yml speaks of two versions.')])
})

test('the notes of a release are what the changelog says of this version', () => {
  const notes = execFileSync(process.execPath, [script('notes')], { encoding: 'utf8' })
  expect(notes).toMatch(/^- Link an institution/)
  expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(notes.trim())
})
