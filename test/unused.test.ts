import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes } from '../shared/errors.ts'
import { methods } from '../shared/contract.ts'
import { text } from '../renderer/text/text.ts'

const root = join(import.meta.dirname, '..')
const readAll = (...patterns: string[]) =>
  globSync(patterns, { cwd: root, exclude: ['**/node_modules', 'scripts/bench/peers'] })
    .sort()
    .map((file) => ({ file: file.replaceAll('\\', '/'), source: readFileSync(join(root, file), 'utf8') }))
const sourceOf = (...patterns: string[]) =>
  readAll(...patterns)
    .map(({ source }) => source)
    .join('\n')
const page = sourceOf('renderer/**/*.{ts,tsx}')

test('every exported function and constant is imported by another file', () => {
  const files = readAll('{clients,electron,renderer,shared,scripts,test}/**/*.{ts,tsx}', '*.ts').map(
    (one) => ({
      ...one,
      words: new Set(one.source.match(/[\w$]+/g)),
    }),
  )
  const unused = files
    .filter(({ file }) => !file.endsWith('.types.ts'))
    .flatMap(({ file, source }) =>
      [...source.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)]
        .map(([, name = '']) => name)
        .filter((name) => !files.some((other) => other.file !== file && other.words.has(name)))
        .map((name) => `${file}: ${name}`),
    )
  expect(unused).toEqual([])
})

test('every text of the window is shown somewhere', () => {
  const unused = leavesOf(text).filter(
    (path) => !path.some((_, index) => readPaths.has(path.slice(0, index + 1).join('.'))),
  )
  expect(unused.map((path) => path.join('.'))).toEqual([])
})

/** The paths of all texts. */
function leavesOf(value: object, path: string[] = []): string[][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? leavesOf(inner, [...path, name]) : [[...path, name]],
  )
}

/** What the page reads of the texts: one of them, or a group in which it looks up a name. */
const readPaths = new Set(
  [...page.matchAll(/\b(?:text|\w+Text)\.(?=([\w.]*\w)(?![\w.]))/g)].map(([, path]) => path),
)

test('every class of the style sheets is on an element', () => {
  const styles = sourceOf('renderer/styles/*.css').replaceAll(/\/\*[^]*?\*\//g, '')
  const names = new Set([...styles.matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name))
  // Those with a variable part, such as `${column}-cell`, are found by what is fixed.
  const fixed = (name: string) => name.replace(/^tone-\d$/, 'tone-').replace(/^\w+(-cell)$/, '$1')
  const words = new Set(page.match(/[\w-]+/g))
  expect([...names].filter((name) => !words.has(name) && !words.has(fixed(name)))).toEqual([])
})

test('every error code has a cause, and every method a caller', () => {
  const main = sourceOf('electron/**/*.ts')
  expect(errorCodes.filter((code) => !main.includes(`'${code}'`))).toEqual([])
  expect(Object.keys(methods).filter((method) => !page.includes(`'${method}'`))).toEqual([])
})
