import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'

/** Closes as the app does, half a second after the first signal, and says how many it was sent. */
const program = `
  let count = 0
  const close = () => {
    count += 1
    if (count === 1) setTimeout(() => { console.log('closed after ' + count); process.exit(0) }, 500)
  }
  process.on('SIGINT', close)
  process.on('SIGTERM', close)
  setInterval(() => {}, 1000)
  console.log('started')`

const script = (source: string) => `
  import { runInForeground } from ${JSON.stringify(join(import.meta.dirname, '../../scripts/foreground.ts'))}
  runInForeground(process.execPath, ['-e', ${JSON.stringify(source)}])`

/** Runs the program in a group of processes of its own, as a shell does. */
async function start(): Promise<{ child: ChildProcess; pid: number; said: () => string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(program)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await expect.poll(() => said).toContain('started')
  return { child, pid: child.pid ?? 0, said: () => said }
}

test.skipIf(process.platform === 'win32')(
  'Ctrl+C reaches the app once, from the terminal, and ends well (Windows has no such signal) [EL22]',
  async () => {
    const { child, pid, said } = await start()
    const ended = once(child, 'exit')
    // A second one, passed on by npm start, would kill Electron while it closes.
    process.kill(pid, 'SIGINT')
    await wait(300)
    process.kill(-pid, 'SIGINT')
    expect([await ended, said()]).toEqual([[0, null], 'started\nclosed after 1\n'])
  },
)

test.skipIf(process.platform === 'win32')(
  'SIGTERM to npm start alone is passed on to the app (Windows has no such signal) [EL22]',
  async () => {
    const { child, pid, said } = await start()
    const ended = once(child, 'exit')
    process.kill(pid, 'SIGTERM')
    expect([await ended, said()]).toEqual([[0, null], 'started\nclosed after 1\n'])
  },
)

test.skipIf(process.platform === 'win32')(
  'an app that a signal ends says which (Windows has no such signal) [EL5]',
  () => {
    const source = script("process.kill(process.pid, 'SIGTRAP')")
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([1, 'The app was ended by SIGTRAP.\n'])
  },
)
