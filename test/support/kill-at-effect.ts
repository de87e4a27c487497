import { spawn } from 'node:child_process'
import { join } from 'node:path'

const database = join(import.meta.dirname, '../../electron/main/store/database.ts')

/**
 * Runs `call` in a process of its own, and kills that process with SIGKILL before its effect number `killBefore`, counted from 1: a change
 * to the file system, or a call of SQLite that writes.
 *
 * @param imports what `call` has: `openStore`, `openInstead` and `closeStore` if not given
 * @returns whether it was killed; false when the call has fewer effects
 */
export async function killBeforeEffect(
  call: string,
  killBefore: number,
  imports = `const { openStore, openInstead, closeStore } = await import(${JSON.stringify(database)})`,
): Promise<boolean> {
  const script = `
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    import Database from 'better-sqlite3'
    let effects = 0
    const watch = (owner, name, isEffect = () => true) => {
      const real = owner[name]
      owner[name] = function (...given) {
        if (isEffect(this, given)) effects += 1
        if (effects === ${killBefore}) process.kill(process.pid, 'SIGKILL')
        return real.apply(this, given)
      }
    }
    const isOnDisk = (database) => !database.memory && !database.readonly
    // Nobody reads an unfinished file: that it is there, and closed, are the moments that matter.
    const isInUse = (database) => isOnDisk(database) && !database.name.endsWith('.unfinished')
    const writes = (database, [sql]) => isInUse(database) && /=|checkpoint/.test(sql)
    for (const name of ['renameSync', 'copyFileSync', 'mkdirSync', 'rmSync', 'chmodSync', 'fsyncSync']) watch(fs, name)
    watch(Database.prototype, 'close', isOnDisk)
    watch(Database.prototype, 'exec', isInUse)
    watch(Database.prototype, 'pragma', writes)
    const statements = Object.getPrototypeOf(new Database(':memory:').prepare('SELECT 1'))
    watch(statements, 'run', ({ database }) => isInUse(database))
    syncBuiltinESMExports()
    ${imports}
    ${call}`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  )
  if (signal === 'SIGKILL') return true
  if (code !== 0) throw new Error(said)
  return false
}
