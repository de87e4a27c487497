import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('the project compiles, and what must not compile does not', () => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const output = execFileSync(process.execPath, [compiler, '-b'], { cwd: root, encoding: 'utf8' })
  expect(output).toBe('')
})
