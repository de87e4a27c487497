import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Runs a script as npm would, and gives what it said and how it ended. */
async function run(script: string, env: Record<string, string>): Promise<{ code: number; said: string }> {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env
  return promisify(execFile)(process.execPath, [join(root, 'scripts', script)], {
    cwd: root,
    env: { ...rest, ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (thrown: { code: number; stdout: string; stderr: string }) => ({
      code: thrown.code,
      said: thrown.stdout + thrown.stderr,
    }),
  )
}

test.runIf(process.platform === 'linux')(
  'npm start without a screen says so where Electron, which needs one, was asked for by name',
  async () => {
    const { code, said } = await run('start.ts', { MOORING_HOST: 'electron' })
    expect(code).toBe(1)
    expect(said).toContain('There is no screen, and Electron needs one.')
    expect(said).toContain('Without MOORING_HOST=electron this plays the demo.')
  },
)

test.runIf(process.platform === 'linux')('npm start without Chromium names the line to type', async () => {
  // A PATH without Chromium, and without apt-get, which root would use.
  const { code, said } = await run('start.ts', {
    MOORING_HOST: 'stand-in',
    PATH: '/nonexistent',
    DISPLAY: ':0',
  })
  expect(code).toBe(1)
  expect(said).toContain('chromium is missing on this system. Install with: sudo apt-get install -y chromium')
})
