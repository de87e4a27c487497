import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

const script = join(root, 'build/linux/after-remove.sh')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-remove-'))
  const command = '#!/bin/sh\n: > "$(/usr/bin/dirname "$0")/called"\n'
  writeFileSync(join(folder, 'update-alternatives'), command, { mode: 0o755 })
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs it where no other command is found, so that nothing on this system changes. @returns whether it removes the command */
function removesCommand(argument: string): boolean {
  const { status, stderr } = spawnSync('/bin/sh', [script, argument], {
    encoding: 'utf8',
    env: { PATH: folder },
  })
  expect({ status, stderr: stderr.replace(/.*readlink: not found\n/, '') }).toEqual({ status: 0, stderr: '' })
  return existsSync(join(folder, 'called'))
}

describe.runIf(process.platform === 'linux')('after the files of a package are gone', () => {
  test.each([
    ['dpkg', 'remove'],
    ['dpkg', 'purge'],
    ['rpm', '0'],
  ])('%s removes with %s: the command goes', (_manager, argument) => {
    expect(removesCommand(argument)).toBe(true)
  })

  test.each([
    ['dpkg', 'upgrade'],
    ['dpkg', 'failed-upgrade'],
    ['dpkg', 'abort-install'],
    ['dpkg', 'abort-upgrade'],
    ['rpm', '1'],
    ['rpm', '2'],
  ])(
    '%s upgrades or goes back with %s: what the other version has set up stays [EL9]',
    (_manager, argument) => {
      expect(removesCommand(argument)).toBe(false)
    },
  )
})
