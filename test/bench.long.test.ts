import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'mooring-bench-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Section {
  title: string
  rows: { what: string; p50: number; p95: number; ratio: number | null }[]
  notes: string[]
}

/** With nothing on the path: no keyring can be started, and on Linux no browser. */
function bench(only: string, json: string): { sections: Section[]; stdout: string } {
  const args = ['scripts/bench.ts', '--quick', '--only', only, '--json', json]
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
    env: { ...process.env, PATH: folder, MOORING_HOST: 'stand-in' },
  })
  expect(status).toBe(0)
  return { sections: JSON.parse(readFileSync(json, 'utf8')) as Section[], stdout }
}

test('the bench compares with the floor and with other libraries, and says what it left out and why', () => {
  const json = join(folder, 'figures.json')
  const { sections, stdout } = bench('refresh,callback', json)
  const [unkept] = sections
  expect(unkept?.rows.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'floor: one undici POST',
      'Mooring’s oauth folder',
      'openid-client',
      'oauth4webapi',
    ]),
  )
  for (const { p50, p95 } of unkept?.rows ?? []) {
    expect(p50).toBeGreaterThan(0)
    expect(p95).toBeGreaterThanOrEqual(p50)
  }
  const isInstalled = existsSync('scripts/bench/peers/node_modules')
  expect(stdout.includes('@azure/msal-node are left out')).toBe(!isInstalled)
  const leftOut = sections.filter(({ rows }) => rows.length === 0).map(({ title }) => title)
  expect(leftOut).toEqual(['Refresh, kept', expect.stringContaining('Callback')])
  expect(stdout.match(/left out: there is no Secret Service/g)).toHaveLength(2)
})

// Elsewhere a browser is found without the path.
test.skipIf(process.platform !== 'linux')('without a browser it leaves out the window, and says so', () => {
  const { sections } = bench('window,hidden', join(folder, 'window.json'))
  expect(sections.map(({ title, rows, notes }) => [title, rows.length, notes])).toEqual([
    ['Start, memory and list', 0, ['left out: there is no Chromium']],
    [expect.stringContaining('Callback, in the app'), 0, ['left out: there is no Chromium']],
    ['Memory with the window, and without it', 0, ['left out: there is no Chromium']],
  ])
})

test('another commit is measured beside this one, and leaves no worktree behind', () => {
  const json = join(folder, 'compared.json')
  const worktrees = () => spawnSync('git', ['worktree', 'list'], { encoding: 'utf8' }).stdout
  const before = worktrees()
  const args = ['scripts/bench.ts', '--quick', '--only', 'refresh', '--against', 'HEAD', '--json', json]
  const { status } = spawnSync(process.execPath, args, { cwd: join(import.meta.dirname, '..') })
  expect(status).toBe(0)
  const rows = JSON.parse(readFileSync(json, 'utf8')) as { what: string; before: number; after: number }[]
  const ours = rows.find(({ what }) => what === 'Mooring’s oauth folder')
  expect(ours?.before).toBeGreaterThan(0)
  expect(ours?.after).toBeGreaterThan(0)
  expect(worktrees()).toBe(before)
})
