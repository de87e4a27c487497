import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hostThatStarts } from '../../scripts/choose-host.ts'
import { screenAnswers } from '../../scripts/screen.ts'

const root = join(import.meta.dirname, '../..')
const isRoot = process.getuid?.() === 0

let folder: string
let project: string
let server: Server | null
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mooring start ')))
  project = join(folder, 'a project (1)')
  server = null
})
afterEach(() => {
  server?.close().closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

function program(name: string, script: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

/** The scripts of this repository in a folder of their own, whose Electron, stand-in and build say what they were started with. */
function makeProject(): void {
  cpSync(join(root, 'scripts'), join(project, 'scripts'), { recursive: true })
  cpSync(join(root, 'electron/main/start'), join(project, 'electron/main/start'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  for (const name of ['electron', 'electron-vite', 'vite']) {
    mkdirSync(join(project, 'node_modules', name, 'bin'), { recursive: true })
    writeFileSync(join(project, 'node_modules', name, 'package.json'), '{}')
  }
  writeFileSync(join(project, 'node_modules/electron/path.txt'), 'electron')
  writeFileSync(join(project, 'node_modules/electron-vite/bin/electron-vite.js'), '')
  writeFileSync(join(project, 'node_modules/vite/bin/vite.js'), '')
  program('a project (1)/node_modules/electron/dist/electron', 'echo "Electron: $*"')
  program('a project (1)/test/standin/electron', 'echo "stand-in: $*"')
  program('bin/chromium', '')
  program('bin/unshare', '')
  program('bin/ldd', '')
}

/** Runs `npm start` of that project, or another script of it. */
async function start(
  env: Record<string, string> = {},
  script = 'start.ts',
): Promise<{ code: number; said: string }> {
  const options = {
    cwd: project,
    // Of another computer: whether it answers can't be known.
    env: { PATH: `${join(folder, 'bin')}:/bin:/usr/bin`, DISPLAY: 'elsewhere:0', ...env },
  }
  return promisify(execFile)(process.execPath, [join(project, 'scripts', script)], options).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (thrown: { code: number; stdout: string; stderr: string }) => ({
      code: thrown.code,
      said: thrown.stdout + thrown.stderr,
    }),
  )
}

/** An Electron whose package has no binary yet, and where it would be downloaded from. */
async function lackBinary(answer: (response: ServerResponse) => void): Promise<string> {
  rmSync(join(project, 'node_modules/electron'), { recursive: true })
  cpSync(join(root, 'node_modules/electron'), join(project, 'node_modules/electron'), {
    recursive: true,
    filter: (name) => !/electron[\\/](dist|path\.txt|electron\.d\.ts)$/.test(name),
  })
  for (const scope of ['@electron', '@electron-internal'])
    symlinkSync(realpathSync(join(root, 'node_modules', scope)), join(project, 'node_modules', scope))
  server = createHttpServer((_request, response) => answer(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** A system that lacks a library, and whose apt installs nothing. */
function lackLibrary(): void {
  program('bin/ldd', 'echo "	libnss3.so => not found"')
  program('bin/apt-get', 'exit 100')
}

describe.skipIf(process.platform !== 'linux')(
  'npm start (on Linux alone: its programs are shell scripts)',
  () => {
    beforeEach(makeProject)

    test.runIf(isRoot)(
      'as root, from a folder with spaces, starts Electron without its sandbox and says so',
      async () => {
        const { code, said } = await start()
        expect([code, said]).toEqual([0, expect.stringContaining(`Electron: --no-sandbox ${project}\n`)])
        expect(said).toContain('Started as root, so Chromium’s own sandbox is off.')
      },
    )

    test('names a missing library, and goes on with the stand-in [EL6b]', { tags: 'thorough' }, async () => {
      lackLibrary()
      const { code, said } = await start()
      expect(code).toBe(0)
      expect(said).toContain('Electron can’t start: this system lacks libnss3.so.')
      expect(said).toContain('Until then this runs on the stand-in')
      expect(said).toContain(`stand-in: ${isRoot ? '--no-sandbox ' : ''}${project}\n`)
      expect(said).not.toContain('Electron: ')
    })

    test(
      'starts nothing where Electron was asked for by name and something is in its way [EL6b]',
      { tags: 'thorough' },
      async () => {
        lackLibrary()
        const { code, said } = await start({ MOORING_HOST: 'electron' })
        expect(code).toBe(1)
        expect(said).toContain('Electron can’t start: this system lacks libnss3.so.')
        expect(said).not.toMatch(/^(Electron|stand-in): /m)
      },
    )

    test.skipIf(isRoot)(
      'Electron that settings forbid is started all the same where it was asked for by name (not as root, who has no sandbox) [EL5]',
      async () => {
        program('bin/unshare', 'exit 1')
        const obstacle = 'this system forbids user namespaces'
        const without = await start()
        expect(without.said).toMatch(/forbids user namespaces[^]*MOORING_HOST=electron[^]*stand-in: /)
        const { code, said } = await start({ MOORING_HOST: 'electron' })
        expect([code, said]).toEqual([0, expect.stringContaining(obstacle)])
        expect(said).toContain(`Electron: ${project}\n`)
      },
    )

    test(
      'npm run dev names the same obstacle, and goes on with the stand-in [EL6b]',
      { tags: 'thorough' },
      async () => {
        lackLibrary()
        for (const [name, text] of Object.entries({
          'electron-vite': 'export const resolveConfig = async () => ({})',
          vite: 'export const build = null, createServer = null',
        })) {
          mkdirSync(join(project, 'node_modules', name), { recursive: true })
          const manifest = {
            type: 'module',
            exports: { '.': './index.js', './package.json': './package.json' },
          }
          writeFileSync(join(project, 'node_modules', name, 'package.json'), JSON.stringify(manifest))
          writeFileSync(join(project, 'node_modules', name, 'index.js'), text)
        }
        const { said } = await start({}, 'dev.ts')
        expect(said).toContain('Electron can’t start: this system lacks libnss3.so.')
        expect(said).toContain('Until then this runs on the stand-in')
      },
    )

    test('a refused download says at once when it is tried again, and is not tried again before [EL6]', async () => {
      let asked = 0
      const mirror = await lackBinary((response) => {
        asked += 1
        response.writeHead(403).end()
      })
      const env = { ELECTRON_MIRROR: mirror, electron_config_cache: join(folder, 'cache') }
      const first = await start(env)
      expect([first.code, first.said]).toEqual([0, expect.stringContaining('Downloading Electron')])
      for (const { said } of [first, await start(env)]) {
        expect(said).toMatch(
          /answered 403\. Its download is tried again a day later, or at once with MOORING_HOST=electron\. So this runs on the stand-in/,
        )
      }
      expect(asked).toBe(1)
    })

    test('a download that failed by itself is tried again at the next start, and that is said [EL6]', async () => {
      const mirror = await lackBinary((response) => response.destroy())
      const { said } = await start({ ELECTRON_MIRROR: mirror, electron_config_cache: join(folder, 'cache') })
      expect(said).toContain(
        'its download is tried again at the next start. Until then this runs on the stand-in',
      )
    })

    test('plays the demo where the screen that is named does not answer', { tags: 'thorough' }, async () => {
      writeFileSync(join(project, 'scripts/demo.ts'), 'console.log("demo", process.env.DISPLAY)')
      const { code, said } = await start({
        DISPLAY: ':61234',
        WAYLAND_DISPLAY: 'wayland-0',
        XDG_RUNTIME_DIR: folder,
      })
      expect([code, said]).toEqual([
        0,
        'No screen answers at DISPLAY=:61234 or WAYLAND_DISPLAY=wayland-0, so this plays the demo: the same app in a browser without one.\ndemo undefined\n',
      ])
    })

    test('says what to type where an installation of the packages was never completed', async () => {
      rmSync(join(project, 'node_modules/electron'), { recursive: true })
      expect(await start()).toEqual({
        code: 1,
        said: 'The package electron is missing. Install all packages again: npm ci\n',
      })
    })

    test('finds a Wayland screen by its socket, and an X screen without a file for its socket', async () => {
      const socket = join(folder, 'wayland-7')
      const server = createServer().listen(socket)
      await new Promise((resolve) => server.once('listening', resolve))
      expect(screenAnswers({ WAYLAND_DISPLAY: 'wayland-7', XDG_RUNTIME_DIR: folder }, '')).toBe(true)
      expect(screenAnswers({ WAYLAND_DISPLAY: socket }, '')).toBe(true)
      expect(screenAnswers({ WAYLAND_DISPLAY: 'wayland-7' }, '')).toBe(false)
      server.close()
      expect(screenAnswers({ DISPLAY: ':61234.0' }, '0: @/tmp/.X11-unix/X61234')).toBe(true)
      expect(screenAnswers({ DISPLAY: ':61234' }, '')).toBe(false)
    })
  },
)

test('a system that is too old is named before anything is downloaded', () => {
  expect(() => hostThatStarts({ platform: 'darwin', kernel: '21.6.0' }, 'electron')).toThrow(
    'this system is too old',
  )
})
