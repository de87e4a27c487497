import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listNativeFiles, nativeFilesOf } from '../../electron/main/start/native-files.ts'
import { listProgramFiles } from '../../electron/main/start/program-files.ts'
import { root } from '../../scripts/run.ts'
import { dropFolder, host, newDataFolder } from '../support/app.ts'

const why = 'Electron itself is packaged with its fuses: test/packaged starts it as installed'
const skips = host.kind === 'electron'

let folder: string
let program: string
beforeAll(() => {
  folder = newDataFolder()
  program = join(folder, 'program')
})
afterAll(() => dropFolder(folder))

/** The built app as it would be installed: files of its own, that a test may harm. */
beforeEach(() => {
  rmSync(program, { recursive: true, force: true })
  mkdirSync(program)
  cpSync(join(root, 'out'), join(program, 'out'), { recursive: true })
  cpSync(join(root, 'package.json'), join(program, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(program, 'node_modules'))
})

interface Ended {
  code: number | null
  out: string
  err: string
}

/** Starts it and waits for its end. */
function run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return endOf(start(args, env))
}

function start(args: string[], env: Record<string, string> = {}, from = program) {
  return spawn(host.path, [from, `--user-data-dir=${join(folder, 'profile')}`, ...args], {
    env: {
      ...process.env,
      MOORING_HEADLESS: '1',
      MOORING_STANDIN_PACKAGED: '1',
      MOORING_DATA: join(folder, 'data'),
      TMPDIR: folder,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function endOf(child: ReturnType<typeof start>): Promise<Ended> {
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })))
}

describe.skipIf(skips)(`an installed app on ${host.kind}${skips ? `: ${why}` : ''}`, () => {
  const refusals: [what: string, args: string[], env: Record<string, string>, says: string][] = [
    ['--inspect', ['--inspect=0'], {}, 'lets another program inspect and control it'],
    [
      '--remote-debugging-port',
      ['--remote-debugging-port=0'],
      {},
      'lets another program inspect and control it',
    ],
    ['--no-sandbox', ['--no-sandbox'], {}, 'without the sandbox'],
    ['ELECTRON_RUN_AS_NODE', [], { ELECTRON_RUN_AS_NODE: '1' }, 'ELECTRON_RUN_AS_NODE is set'],
    [
      'a missing file in MOORING_EXTRA_CA',
      [],
      { MOORING_EXTRA_CA: '/nowhere/authority.pem' },
      'MOORING_EXTRA_CA names a file that can’t be read: correct it, or remove it, and start Mooring again.',
    ],
  ]
  test.each(refusals)(
    'does not start with %s, says why, and has touched nothing',
    { tags: 'thorough' },
    async (_what, args, env, says) => {
      const { code, err } = await run(args, env)
      expect([code, err]).toEqual([1, expect.stringContaining('Mooring could not start')])
      expect(err).toContain(says)
      expect(existsSync(join(folder, 'data'))).toBe(false)
    },
  )

  test('does not start where its folder can’t be written, and says what to check', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const { code, err } = await run([`--user-data-dir=${join(file, 'profile')}`])
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('Mooring can’t write to its application data folder.'),
    ])
    expect(err).not.toContain('already running')
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  const harms: [what: string, harm: () => void][] = [
    [
      'a byte of the page was changed',
      () => {
        const script =
          readdirSync(join(program, 'out/renderer/assets')).find((name) => name.endsWith('.js')) ?? ''
        const file = join(program, 'out/renderer/assets', script)
        writeFileSync(file, readFileSync(file, 'utf8').replace('Connections', 'Connectionz'))
      },
    ],
    ['the preload is missing', () => rmSync(join(program, 'out/preload/preload.cjs'))],
    [
      'the native binary of the database is missing',
      () => {
        rmSync(join(program, 'node_modules'))
        mkdirSync(join(program, 'node_modules'))
        cpSync(join(root, 'node_modules/better-sqlite3'), join(program, 'node_modules/better-sqlite3'), {
          recursive: true,
          filter: (name) => !name.endsWith('.node'),
        })
        symlinkSync(join(root, 'node_modules/keytar'), join(program, 'node_modules/keytar'))
      },
    ],
  ]
  test.each(harms)(
    'does not start when %s, and says what to do',
    { tags: 'thorough' },
    async (_what, harm) => {
      harm()
      const { code, err } = await run(['--smoke'])
      expect([code, err]).toEqual([1, expect.stringContaining('program files are damaged or incomplete.')])
      expect(err).toContain('Reinstall Mooring')
    },
  )

  test.runIf(process.platform === 'linux')(
    'tells a Linux that is too old which it needs [EL10]',
    async () => {
      // As if this system's C library were older than the database's native binary, which is whole: its hash is the listed one.
      const modules = join(program, 'node_modules')
      rmSync(modules)
      mkdirSync(modules)
      symlinkSync(join(root, 'node_modules/keytar'), join(modules, 'keytar'))
      cpSync(join(root, 'node_modules/better-sqlite3'), join(modules, 'better-sqlite3'), { recursive: true })
      const binary = join(modules, nativeFilesOf('linux', process.arch)[0] ?? '')
      const content = readFileSync(binary, 'latin1').replaceAll('GLIBC_2.34', 'GLIBC_2.99')
      rmSync(binary)
      writeFileSync(binary, content, 'latin1')
      listNativeFiles(join(program, 'out/main'), modules)
      listProgramFiles(join(program, 'out/main'))

      const { code, err } = await run(['--smoke'])
      expect([code, err]).toEqual([
        1,
        expect.stringContaining('This operating system is too old for Mooring.'),
      ])
      expect(err).toContain('glibc 2.34')
    },
  )

  test.runIf(process.platform === 'linux')(
    'leaves the user’s list of default programs alone [EL20]',
    { tags: 'thorough' },
    async () => {
      // The desktop entry of its package says that it opens mooring://.
      const lists = join(folder, 'config')
      const child = start([], { XDG_CONFIG_HOME: lists })
      const ended = endOf(child)
      const log = join(folder, 'data/logs/mooring.log')
      await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toContain('start.done')
      child.kill('SIGTERM')
      expect((await ended).code).toBe(0)
      expect(existsSync(join(lists, 'mimeapps.list'))).toBe(false)
      rmSync(join(folder, 'data'), { recursive: true })
    },
  )

  test(
    'a second start on the same data folder says so and ends, whatever profile it has [R17]',
    { tags: 'thorough' },
    async () => {
      const first = start([])
      const firstEnded = endOf(first)
      const log = join(folder, 'data/logs/mooring.log')
      await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toContain('start.done')

      const second = await run([`--user-data-dir=${join(folder, 'other-profile')}`])
      expect([second.code, second.err]).toEqual([
        1,
        expect.stringContaining('Another Mooring is using this data folder.'),
      ])
      const sameProfile = await run([])
      expect([sameProfile.code, sameProfile.err]).toEqual([
        0,
        expect.stringContaining('brought to the front'),
      ])

      first.kill('SIGKILL')
      await firstEnded
      const third = start([])
      const thirdEnded = endOf(third)
      await expect.poll(() => readFileSync(log, 'utf8').split('start.done').length).toBe(3)
      third.kill('SIGTERM')
      expect((await thirdEnded).code).toBe(0)
      rmSync(join(folder, 'data'), { recursive: true })
    },
  )

  test(
    'a newer version beside it hands over to the one that runs, and changes nothing',
    { tags: 'thorough' },
    async () => {
      const first = start([])
      const firstEnd = endOf(first)
      const log = join(folder, 'data/logs/mooring.log')
      await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toContain('start.done')
      const before = readFileSync(join(folder, 'data/mooring.db'))

      const newer = join(folder, 'newer')
      cpSync(program, newer, { recursive: true, verbatimSymlinks: true })
      const manifest = JSON.parse(readFileSync(join(newer, 'package.json'), 'utf8')) as object
      rmSync(join(newer, 'package.json'))
      writeFileSync(join(newer, 'package.json'), JSON.stringify({ ...manifest, version: '99.0.0' }))
      const { code, err } = await endOf(start(['mooring://connection/none'], {}, newer))
      expect([code, err]).toEqual([0, expect.stringContaining('Mooring is already running')])
      await expect.poll(() => readFileSync(log, 'utf8')).toContain('address.opened kind=connection')
      expect(readFileSync(log, 'utf8')).not.toContain('99.0.0')
      expect(readFileSync(join(folder, 'data/mooring.db'))).toEqual(before)

      first.kill('SIGTERM')
      expect((await firstEnd).code).toBe(0)
      rmSync(join(folder, 'data'), { recursive: true })
    },
  )

  test('a smoke start shows its window, looks at itself and ends well, without a trace', async () => {
    // The folder of the stand-in itself stays.
    const left = () =>
      readdirSync(folder).filter((name) => /^mooring-(?!standin-)/.test(name) || name === 'data')
    const before = left()
    const { code, out, err } = await run(['--smoke'], { DBUS_SESSION_BUS_ADDRESS: '' })
    expect([code, out, err]).toEqual([
      0,
      'Mooring smoke start: page good, menu good, database good, loopback good\n',
      expect.not.stringContaining('Mooring'),
    ])
    expect(left().filter((name) => !before.includes(name))).toEqual([])
  })
})
