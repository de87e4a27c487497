import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

test('the notes of a release are what the changelog says of this version', () => {
  const notes = execFileSync(process.execPath, [join(root, 'scripts/packaging/notes.ts')], {
    encoding: 'utf8',
  })
  expect(notes).toMatch(/^- Link an institution/)
  expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(notes.trim())
})
