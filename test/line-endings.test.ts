import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../scripts/run.ts'

test(
  'a clone made by Git for Windows, which would write CRLF, passes the format check [EL1]',
  { tags: 'thorough' },
  () => {
    const clone = mkdtempSync(join(tmpdir(), 'mooring-crlf-'))
    try {
      execFileSync('git', ['clone', '--quiet', '-c', 'core.autocrlf=true', root, clone])
      const oxfmt = join(root, 'node_modules/oxfmt/bin/oxfmt')
      const { status, stdout, stderr } = spawnSync(process.execPath, [oxfmt, '--check', '.'], {
        cwd: clone,
        encoding: 'utf8',
      })
      expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('All matched files')])
    } finally {
      rmSync(clone, { recursive: true, force: true })
    }
  },
)

test('every text file has LF, and .gitattributes keeps it so in every clone [EL1]', () => {
  const files = execFileSync('git', ['ls-files', '--eol'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const isRight = (line: string) =>
    /^i\/lf +w\/lf +attr\/text=auto eol=lf +\t/.test(line) || /^i\/-text w\/-text attr\/-text +\t/.test(line)
  expect(files.filter((line) => !isRight(line))).toEqual([])
})
