import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolderLock } from '../../electron/main/store/folder-lock.ts'
import { noSmallDisk, runOnSmallDisk } from '../support/small-disk.ts'

const source = join(import.meta.dirname, '../../electron/main/store/folder-lock.ts')

let folder: string
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-lock-'))
  children = []
})
afterEach(async () => {
  for (const child of children) await end(child)
  chmodSync(folder, 0o700)
  rmSync(folder, { recursive: true, force: true })
})

/** Another process that takes the lock and keeps it. */
async function startHolder(): Promise<ChildProcess> {
  const script = `
    import { openFolderLock } from ${JSON.stringify(source)}
    const lock = openFolderLock(${JSON.stringify(folder)})
    lock.take()
    process.stdout.write('held')
    setInterval(() => lock, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

test('a data folder is one process’s at a time, and a killed one leaves it free at once [R17]', async () => {
  const holder = await startHolder()
  const lock = openFolderLock(folder)
  expect(() => lock.take()).toThrow(expect.objectContaining({ code: 'data_in_use' }))
  await end(holder)
  lock.take()
  lock.take()
  expect(() => openFolderLock(folder).take()).toThrow(expect.objectContaining({ code: 'data_in_use' }))
  lock.release()
  openFolderLock(folder).take()
})

test('a lock file with anything in it locks as well, and frees nothing that is held [R17]', async () => {
  writeFileSync(join(folder, 'lock.db'), 'what no SQLite wrote'.repeat(300))
  const holder = await startHolder()
  writeFileSync(join(folder, 'lock.db'), 'what no SQLite wrote'.repeat(300))
  const lock = openFolderLock(folder)
  expect(() => lock.take()).toThrow(expect.objectContaining({ code: 'data_in_use' }))
  await end(holder)
  lock.take()
  expect(readdirSync(folder)).toEqual(['lock.db'])
  lock.release()
})

test('a file in place of the data folder can’t be locked [R17]', () => {
  rmSync(folder, { recursive: true })
  writeFileSync(folder, '')
  expect(() => openFolderLock(folder).take()).toThrow(expect.objectContaining({ code: 'data_unwritable' }))
})

test.skipIf(noSmallDisk !== null)(
  `a full disk has room for the lock [R17]${noSmallDisk === null ? '' : `: ${noSmallDisk}`}`,
  () => {
    const said = runOnSmallDisk(
      folder,
      64,
      `
      import { appendFileSync } from 'node:fs'
      import { openFolderLock } from ${JSON.stringify(source)}
      try { for (;;) appendFileSync(${JSON.stringify(join(folder, 'filler'))}, Buffer.alloc(1)) } catch {}
      const take = () => { try { openFolderLock(${JSON.stringify(folder)}).take(); return 'taken' } catch (thrown) { return thrown.code } }
      process.stdout.write(JSON.stringify([take(), take()]))`,
    )
    expect(JSON.parse(said)).toEqual(['taken', 'data_in_use'])
  },
)
