import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { expect, test } from 'vitest'
import { areForOneProcessor } from '../../scripts/packaging/targets.ts'
import { root } from '../../scripts/run.ts'

test('the notes of a release are what the changelog says of this version', () => {
  const notes = execFileSync(process.execPath, [join(root, 'scripts/packaging/notes.ts')], {
    encoding: 'utf8',
  })
  expect(notes).toMatch(/^- Link an institution/)
  expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(notes.trim())
})

test.each([
  ['Mooring-0.2.0.dmg', 'Mooring-0.1.0.dmg'],
  ['Mooring-0.2.0-arm64.dmg', 'Mooring-0.1.0-arm64.dmg'],
  ['mooring_0.2.0_amd64.deb', 'mooring_0.1.0_amd64.deb'],
  ['Mooring Setup 0.2.0.exe', 'Mooring Setup 0.1.0.exe'],
])('%s is tried over the package before it for the same processor: %s', (made, expected) => {
  const released = [
    'Mooring-0.1.0-arm64.dmg',
    'Mooring-0.1.0.dmg',
    'mooring_0.1.0_arm64.deb',
    'mooring_0.1.0_amd64.deb',
    'Mooring Setup 0.1.0-arm64.exe',
    'Mooring Setup 0.1.0.exe',
  ].filter((name) => extname(name) === extname(made))
  expect(released.filter((name) => areForOneProcessor(name, made))).toEqual([expected])
})

test('docs/release.md names every packaged test and every kind of package that is tried', () => {
  const page = readFileSync(join(root, 'docs/release.md'), 'utf8')
  const tests = readFileSync(join(root, 'test/packaged/packaged.test.ts'), 'utf8')
  const titles = [...tests.matchAll(/^ +test[.\w]*\(?.*?\(\s*'([^']+)',/gm)].map(([, title]) =>
    (title ?? '').replace(/ \[\w+\]$/, '').replaceAll('%s', '…'),
  )
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const kinds = Object.keys(scripts).filter((name) => name.startsWith('dist:'))
  expect(titles.length).toBeGreaterThan(9)
  expect([...titles, ...kinds].filter((name) => !page.includes(name))).toEqual([])
})
