import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { libraries, readLinkedBinary } from '../../scripts/packaging/libraries.ts'
import {
  archiveOf,
  copyOf,
  flipAt,
  offsetIn,
  offsetInHeader,
  packagedApp,
  processesOf,
  startPackaged,
  whyNotPackaged,
  type RunningProgram,
} from '../support/packaged.ts'

const app = packagedApp ?? ''
const isLinux = process.platform === 'linux'
const isWindows = process.platform === 'win32'
const startLimitMs = 20_000

let folder: string
let running: RunningProgram[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-packaged-'))
  running = []
})
afterEach(async () => {
  for (const { process } of running) process.kill('SIGKILL')
  await Promise.all(running.map(({ ended }) => ended))
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

function start(args: string[] = [], env: Record<string, string> = {}, executable = app): RunningProgram {
  const started = startPackaged(executable, folder, args, env)
  running.push(started)
  return started
}

/** Starts it and lets it end by itself, within the time that a start may take. */
async function run(args: string[], env: Record<string, string> = {}, executable = app) {
  const started = start(args, env, executable)
  const limit = setTimeout(() => started.process.kill('SIGKILL'), startLimitMs)
  const ended = await started.ended
  clearTimeout(limit)
  return { ended, output: started.output() }
}

const log = () => {
  const file = join(folder, 'data/logs/mooring.log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Starts it as a user does, and waits for its window. */
async function open(args: string[] = []): Promise<RunningProgram> {
  const started = start(args)
  await expect.poll(log, { timeout: startLimitMs }).toContain('start.done')
  return started
}

const good = expect.stringContaining('page good, menu good, database good, loopback good') as string

describe.skipIf(!packagedApp)(`the packaged app${whyNotPackaged}`, () => {
  test('its fuses are set, all nine', async () => {
    const wire = await getCurrentFuseWire(app)
    const states = Object.fromEntries(
      Object.entries(FuseV1Options)
        .filter((pair): pair is [string, FuseV1Options] => typeof pair[1] === 'number')
        .map(([name, option]) => [name, wire[option] === FuseState.ENABLE]),
    )
    expect(states).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      WasmTrapHandlers: true,
    })
  })

  test.runIf(isLinux)('every library that Electron is linked with is demanded by the packages [EL10]', () => {
    const linked = readLinkedBinary(app).libraries
    expect(linked.filter((name) => !(name in libraries) && !existsSync(join(dirname(app), name)))).toEqual([])
  })

  test('a smoke start within 20 seconds shows its window, looks at itself and ends well', async () => {
    expect(await run(['--smoke'])).toEqual({ ended: 0, output: good })
  })

  test('it runs no other code for ELECTRON_RUN_AS_NODE or NODE_OPTIONS', async () => {
    const marker = join(folder, 'ran')
    const script = join(folder, 'script.cjs')
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`)

    const asNode = await run([script, '--smoke'], { ELECTRON_RUN_AS_NODE: '1' })
    expect([asNode.ended, asNode.output]).toEqual([1, expect.stringContaining('ELECTRON_RUN_AS_NODE is set')])
    const withOptions = await run(['--smoke'], {
      NODE_OPTIONS: `--require "${script.replaceAll('\\', '/')}"`,
    })
    expect(withOptions).toEqual({ ended: 0, output: good })
    expect(existsSync(marker)).toBe(false)
  })

  test.each(['--inspect=0', '--inspect-brk=0', '--remote-debugging-port=0', '--no-sandbox'])(
    'it does not start with %s, and nothing listens',
    async (argument) => {
      const { ended, output } = await run([argument, '--smoke'])
      expect([ended, output]).toEqual([1, expect.stringContaining('Mooring could not start')])
      expect(output).not.toMatch(/Debugger listening|DevTools listening/)
    },
  )

  test.skipIf(isWindows)('no signal opens an inspector', async () => {
    const started = await open()
    started.process.kill('SIGUSR1')
    const second = await run([])
    expect(second.ended).toBe(0)
    expect(started.output()).not.toContain('Debugger listening')
  })

  test('a folder beside the archive is not taken for the app', async () => {
    const copy = copyOf(app, folder)
    const beside = join(dirname(archiveOf(copy)), 'app')
    const marker = join(folder, 'ran')
    mkdirSync(beside)
    writeFileSync(join(beside, 'package.json'), '{ "name": "evil", "main": "main.js" }')
    writeFileSync(join(beside, 'main.js'), `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`)
    await run(['--smoke'], {}, copy)
    expect(existsSync(marker)).toBe(false)
  })

  // Electron verifies the archive on macOS and Windows; on Linux the app compares its own files.
  const parts: [what: string, offset: (archive: string) => number][] = [
    ['its header', (archive) => offsetInHeader(archive, '"out"') + 1],
    ['the main process', (archive) => offsetIn(archive, (path) => path.endsWith('/main/index.js')) + 2000],
    ['the page', (archive) => offsetIn(archive, (path) => /\/renderer\/assets\/.*\.js$/.test(path)) + 2000],
  ]
  test.each(parts)('with one bit of the archive changed in %s it does not start', async (_what, offset) => {
    const copy = copyOf(app, folder)
    const archive = archiveOf(copy)
    flipAt(archive, offset(archive))
    const { ended, output } = await run(['--smoke'], {}, copy)
    expect(ended).not.toBe(0)
    expect(output).not.toContain('page good')
  })

  test('the system’s sandbox holds its processes, and none was started without', async () => {
    await open()
    const processes = processesOf(app)
    const renderers = processes.filter(({ command }) => command.includes('--type=renderer'))
    expect(renderers.length).toBeGreaterThan(0)
    expect(processes.filter(({ command }) => /--no-sandbox|--disable-seccomp/.test(command))).toEqual([])
    for (const { pid } of isLinux ? renderers : []) {
      // 2: a filter of system calls is in force (proc(5)).
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\t2$/m)
    }
  })

  test('a second start brings the first to the front, hands over its address, and ends', async () => {
    await open()
    const second = await run(['mooring://connection/none'])
    expect([second.ended, second.output]).toEqual([0, expect.stringContaining('Mooring is already running')])
    await expect.poll(log).toContain('address.opened kind=connection')
  })

  test('an address that it is started with is heard', async () => {
    await open(['mooring://connection/none'])
    expect(log()).toContain('address.opened kind=connection')
  })
})
