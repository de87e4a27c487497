import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8')
const rows = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, number]) => /^\d+$/.test(number ?? ''))
  .map(([, number, rule = '', keeper = '', proof = '']) => ({ number: Number(number), rule, keeper, proof }))

/** Paths in backticks; those of the main process are written without their `electron/main/`. */
function pathsIn(cell: string): string[] {
  return [...cell.matchAll(/`([\w./-]+\.(?:ts|tsx|html|md))`/g)].map(([, path]) => path ?? '')
}

test('the page has every rule once, in order, with nothing left empty', () => {
  expect(rows.map(({ number }) => number)).toEqual(
    Array.from({ length: rows.length }, (_none, index) => index + 1),
  )
  expect(rows.length).toBeGreaterThanOrEqual(75)
  const empty = rows.filter(({ rule, keeper, proof }) => rule === '' || keeper === '' || proof === '')
  expect(empty).toEqual([])
})

test('every rule names the file that keeps it or why it does not apply, and a test', () => {
  const unkept = rows.filter(
    ({ keeper }) => pathsIn(keeper).length === 0 && !keeper.startsWith('Does not apply'),
  )
  expect(unkept).toEqual([])
  expect(rows.filter(({ proof }) => !pathsIn(proof).some((path) => path.startsWith('test/')))).toEqual([])
})

test('every file named there is there', () => {
  const named = [...new Set(pathsIn(page))]
  expect(named.length).toBeGreaterThan(40)
  const gone = named.filter(
    (path) => !existsSync(join(root, path)) && !existsSync(join(root, 'electron/main', path)),
  )
  expect(gone).toEqual([])
})

test('each module of the OpenID Foundation has a test that exists, or a reason', () => {
  const modules = readFileSync(join(root, 'docs/fapi.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, name, file]) => name !== 'Module' && (file === '–' || /^`.*`$/.test(file ?? '')))
  expect(modules.length).toBeGreaterThan(60)
  const gone = modules.filter(([, , file = '', title = '']) => {
    if (file === '–') return !/^(Not covered|Does not apply): ./.test(title)
    return !readFileSync(join(root, file.slice(1, -1)), 'utf8').includes(title)
  })
  expect(gone).toEqual([])
})
