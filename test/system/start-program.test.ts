import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startProgram } from '../../electron/main/system/start-program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-program-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.skipIf(process.platform === 'win32')(
  'a program gets the address as one argument, and no shell sees it',
  async () => {
    const program = join(folder, 'browser')
    const seen = join(folder, 'seen')
    writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$#" "$@" > ${seen}.part && mv ${seen}.part ${seen}\n`)
    chmodSync(program, 0o755)
    const url = `https://bank.example/auth?state=a&b=$(touch%20${folder}/ran);c='d'`
    await startProgram(program, url)
    await expect.poll(() => existsSync(seen)).toBe(true)
    expect(readFileSync(seen, 'utf8')).toBe(`1|${url}|`)
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  },
)

test('a program that is gone, or is not executable, is an error', async () => {
  const text = join(folder, 'text')
  writeFileSync(text, 'not a program', { mode: 0o600 })
  for (const program of [join(folder, 'gone'), text]) {
    await expect(startProgram(program, 'https://bank.example/')).rejects.toMatchObject({
      code: 'browser_unavailable',
      detail: { cause: 'chosen' },
    })
  }
})
