import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

const folder = join(root, 'renderer/styles')

test('sizes of text and radii are those of tokens.css, and no others [W-10]', () => {
  const others = readdirSync(folder)
    .filter((name) => name !== 'tokens.css')
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter((line) => /^\s*(font|font-size|font-family|border-radius):/.test(line))
        // Nothing, a circle, or what is around.
        .map((line) => line.trim().replaceAll(/var\(--[a-z-]+\)|\binherit\b|\b50%|\b0\b/g, ''))
        .filter((line) => /\d(px|r?em|%)|monospace|sans-serif/.test(line))
        .map((line) => `${name}: ${line}`),
    )
  expect(others).toEqual([])
})

test('every token that a style uses is in tokens.css [W-10]', () => {
  const tokens = new Set(readFileSync(join(folder, 'tokens.css'), 'utf8').match(/--[a-z\d-]+(?=:)/g))
  const used = readdirSync(folder).flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/var\((--[a-z\d-]+)/g)].map(([, token]) => token),
  )
  expect(used.filter((token) => token && !tokens.has(token))).toEqual([])
})
