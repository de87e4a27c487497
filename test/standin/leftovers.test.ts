import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const isRoot = process.getuid?.() === 0
/** Root may delete everything, so the child becomes this ordinary user. */
const nobody = 65534
/** No process has it: it is above every limit for process ids. */
const noPid = 2 ** 30

let temp: string
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'standin-leftovers-'))
  // As the system's own: everybody may write, and delete only what is theirs.
  chmodSync(temp, 0o1777)
})
afterEach(() => {
  spawnSync('chmod', ['-R', 'u+rwx', temp])
  rmSync(temp, { recursive: true, force: true })
})

/** A folder with a file in it that an ordinary user can't delete. */
function leftover(folder: string, name: string): string {
  const path = join(folder, name)
  mkdirSync(path)
  writeFileSync(join(path, 'Cookies'), '')
  chmodSync(path, 0o500)
  return path
}

/** Makes a folder for a profile as an ordinary user does at a start. */
function makeProfile(): { status: number | null; folder: string; stderr: string } {
  const profiles = join(import.meta.dirname, 'profiles.ts')
  const script = [
    `import { makeProfileFolder } from ${JSON.stringify(profiles)}`,
    ...(isRoot ? ['process.setgroups([])', `process.setgid(${nobody})`, `process.setuid(${nobody})`] : []),
    'process.stdout.write(makeProfileFolder())',
  ].join('\n')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: temp,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temp },
  })
  return { status, folder: stdout, stderr }
}

describe.skipIf(process.platform === 'win32')('the stand-in (Windows has the real binary)', () => {
  test('starts beside the leftovers of another user, and leaves them alone [T1]', () => {
    const other = leftover(temp, `mooring-standin-profile-${noPid}-abc`)
    const { status, folder, stderr } = makeProfile()
    expect([status, stderr]).toEqual([0, ''])
    expect([existsSync(folder), existsSync(join(other, 'Cookies'))]).toEqual([true, true])
  })

  test('deletes its own leftovers, and leaves alone what can’t be deleted [T1]', () => {
    const own = join(makeProfile().folder, '..')
    const stuck = leftover(own, `profile-${noPid}-stuck`)
    const abandoned = join(own, `profile-${noPid}-abandoned`)
    mkdirSync(abandoned)
    if (isRoot) chownSync(abandoned, nobody, nobody)
    const { status, folder, stderr } = makeProfile()
    expect([status, stderr]).toEqual([0, ''])
    expect([existsSync(folder), existsSync(stuck), existsSync(abandoned)]).toEqual([true, true, false])
  })

  test('takes a folder of its own where another user has taken the name of its folder [T1]', () => {
    const { folder } = makeProfile()
    const own = join(folder, '..')
    rmSync(own, { recursive: true })
    mkdirSync(own, { mode: 0o777 })
    // Made by root, or open to others: either way it is not ours alone.
    chmodSync(own, 0o777)
    const again = makeProfile()
    expect([again.status, again.stderr]).toEqual([0, ''])
    expect(again.folder.startsWith(`${own}/`)).toBe(false)
  })
})
