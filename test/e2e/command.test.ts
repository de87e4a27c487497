import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser } from '../support/browser-user.ts'
import { builtCommand, runProgram, type Ended } from '../support/command.ts'
import { limits } from '../support/limits.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

// The command from real shells, the app in its window, and a user who answers.

let service: SecretService
let dataFolder: string
let scriptFolder: string
let app: RunningApp

beforeAll(async () => {
  service = await startSecretService()
  dataFolder = newDataFolder()
  scriptFolder = mkdtempSync(join(tmpdir(), 'mooring-script-'))
  mkdirSync(join(scriptFolder, 'bin'))
  symlinkSync(builtCommand, join(scriptFolder, 'bin/mooring'))
  app = await startApp({ dataFolder, env: service.env })
})
afterAll(async () => {
  await app.quit()
  service.stop()
  dropFolder(dataFolder)
  rmSync(scriptFolder, { recursive: true, force: true })
})

/** Runs a line in a shell, without a terminal, in a folder of its own. */
function run(shell: 'bash' | 'fish', line: string, folder = 'script'): Promise<Ended> {
  const cwd = join(scriptFolder, folder)
  mkdirSync(cwd, { recursive: true })
  return runProgram(shell, [shell === 'bash' ? '--norc' : '--no-config', '-c', line], {
    cwd,
    env: scriptEnv(),
  })
}

const scriptEnv = (): NodeJS.ProcessEnv => ({
  ...service.env,
  PATH: `${join(scriptFolder, 'bin')}:${process.env['PATH']}`,
  HOME: scriptFolder,
  TERM: 'xterm',
  SHELL: '/bin/sh',
  MOORING_DATA: join(dataFolder, 'data'),
})

/** What a line does while a prompt is shown, and the prompt. */
async function askedBy(work: () => Promise<Ended>) {
  const opened = app.electron.waitForEvent('window')
  const ended = work()
  const prompt = await opened
  await prompt.getByRole('alertdialog').waitFor()
  return { ended, prompt }
}

/** With the mouse: a click of Playwright waits for the address that the prompt never opens. */
async function press(prompt: Page, name: string): Promise<void> {
  const button = prompt.getByRole('button', { name, exact: true })
  await button.scrollIntoViewIfNeeded()
  const box = await button.boundingBox()
  if (box) await prompt.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

/** Presses until it counts: Allow does nothing in the first second. */
async function answer(prompt: Page, name: 'Allow' | 'Don’t allow'): Promise<void> {
  await expect
    .poll(async () => {
      if (!prompt.isClosed()) await press(prompt, name).catch(() => undefined)
      return prompt.isClosed()
    })
    .toBe(true)
}

async function linkMikomo(): Promise<void> {
  const browserUser = await openBrowserUser()
  await app.window.getByRole('button', { name: 'Link Mikomo' }).click()
  await expect.poll(async () => (await app.opened()).length).toBe(1)
  await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
  await app.window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
  await browserUser.close()
}

const has = (program: string) => spawnSync('which', [program]).status === 0

describe.skipIf(process.platform === 'win32')(`the command mooring, on ${host.kind}`, () => {
  test('says that scripts are off, and reads nothing, until the user switches them on', async () => {
    await linkMikomo()
    await expect.poll(async () => (await run('bash', 'mooring list')).code).toBe(4)
    expect((await run('bash', 'mooring list')).stderr).toContain('switched off')
    await app.window.getByRole('button', { name: /^Scripts & tools/ }).click()
    await app.window.getByRole('button', { name: 'Switch on' }).click()
    await expect.poll(async () => (await run('bash', 'mooring status')).code).toBe(0)
    expect(JSON.parse((await run('bash', 'mooring status')).stdout)).toMatchObject({
      keychain: 'available',
      isWindowOpen: true,
    })
  })

  test('without a terminal it says at once that the user has to allow it', async () => {
    expect(await run('bash', 'mooring accounts --json', 'impatient')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('"code":"consent_needed"') as string,
    })
    const { ended, prompt } = await askedBy(() => run('bash', 'mooring accounts --wait=1s', 'impatient'))
    expect(await ended).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('has not answered') as string,
    })
    await answer(prompt, 'Don’t allow')
  })

  test('refused, it gets nothing', async () => {
    const { ended, prompt } = await askedBy(() => run('bash', 'mooring list --wait', 'refused'))
    expect(await prompt.getByRole('heading').innerText()).toContain('refused')
    await answer(prompt, 'Don’t allow')
    expect(await ended).toMatchObject({ code: 4, stderr: expect.stringContaining('did not allow') as string })
  })

  test('allowed once, bash and fish read connections, accounts and transactions of one script', async () => {
    const { ended, prompt } = await askedBy(() => run('bash', 'mooring accounts --all --wait --csv'))
    await answer(prompt, 'Allow')
    const first = await ended
    expect(first).toMatchObject({ code: 0 })
    expect(first.stdout.split('\r\n')[0]).toContain('institution,login,label,account_id,account,mask')
    expect(first.stdout.split('\r\n').length).toBeGreaterThan(3)

    const listed = await run('fish', 'mooring list --jsonl')
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    const { id, institution } = JSON.parse(listed.stdout) as { id: string; institution: string }
    expect(institution).toBe('Mikomo')

    const rows = await run(
      'fish',
      `mooring transactions ${id.slice(0, 8)} --since 60d --csv > rows.csv; and wc -l < rows.csv`,
    )
    expect(rows).toMatchObject({ code: 0, stderr: '' })
    expect(Number(rows.stdout)).toBeGreaterThan(10)
    expect((await run('bash', 'mooring show mikomo/mikomo_7 | head -c 1')).stdout).toBe('{')
    expect((await run('bash', 'mooring list nothing')).code).toBe(2)
  })

  test.skipIf(!has('script'))(
    'on a terminal it waits for the user, and shows a table (needs script)',
    async () => {
      const cwd = join(scriptFolder, 'terminal')
      mkdirSync(cwd)
      const { ended, prompt } = await askedBy(() =>
        runProgram('script', ['-qec', 'mooring list', '/dev/null'], { cwd, env: scriptEnv() }),
      )
      await answer(prompt, 'Allow')
      const { code, stdout } = await ended
      expect(code).toBe(0)
      expect(stdout).toContain('Answer it within')
      expect(stdout).toMatch(/Mikomo +mikomo_7/)
    },
  )

  test('the token is in a child alone, and in no log, and fetch needs none', async () => {
    const { ended, prompt } = await askedBy(() =>
      run('bash', `mooring exec mikomo --wait -- bash -c 'printf %s "$MOORING_TOKEN"'`),
    )
    await answer(prompt, 'Allow')
    const { code, stdout: token, stderr } = await ended
    expect([code, token.length > 20]).toEqual([0, true])
    expect(stderr).not.toContain(token)
    expect((await run('fish', 'mooring token mikomo --header')).stdout).toBe(
      `Authorization: Bearer ${token}\n`,
    )
    const fetched = await run('bash', 'mooring fetch mikomo /accounts-info/v2/mikomo -o answer && cat answer')
    expect(fetched).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(fetched.stdout)).toHaveProperty('accounts')
    const log = readFileSync(join(dataFolder, 'data/logs/mooring.log'), 'utf8')
    expect(log).not.toContain(token)
  })

  test('open and revoke only show the window', async () => {
    expect((await run('bash', 'mooring open mikomo')).code).toBe(0)
    await app.window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
    expect((await run('fish', 'mooring revoke mikomo')).code).toBe(0)
    expect(JSON.parse((await run('bash', 'mooring list')).stdout)).toMatchObject({
      connections: [{ status: 'active' }],
    })
  })

  test('clients remove ends the script, which is then nobody', async () => {
    expect(JSON.parse((await run('bash', 'mooring clients list')).stdout)).toMatchObject({
      clients: [{ name: 'script' }],
    })
    expect((await run('bash', 'mooring clients remove other')).code).toBe(1)
    expect((await run('bash', 'mooring clients remove script')).code).toBe(0)
    expect(JSON.parse((await run('bash', 'mooring clients list')).stdout)).toMatchObject({ clients: [] })
    expect((await run('bash', 'mooring list')).code).toBe(4)
  })

  test('with --start an app that was quit is started without its window', { tags: 'thorough' }, async () => {
    await app.quit()
    expect((await run('bash', 'mooring status')).code).toBe(3)
    const program = join(scriptFolder, 'app.sh')
    const profile = join(dataFolder, 'profile')
    writeFileSync(
      program,
      `#!/bin/sh\nexec '${host.path}' '${root}' '--user-data-dir=${profile}' "$@" 2> '${scriptFolder}/app.log'\n`,
    )
    chmodSync(program, 0o755)
    const started = await run('bash', `MOORING_HEADLESS=1 MOORING_APP=${program} mooring status --start`)
    try {
      expect(started).toMatchObject({ code: 0, stderr: expect.stringContaining('it is started') as string })
    } finally {
      const { pid } = JSON.parse(readFileSync(join(dataFolder, 'data/run/local.json'), 'utf8')) as {
        pid: number
      }
      process.kill(pid)
      await expect
        .poll(async () => (await run('bash', 'mooring status')).code, { timeout: limits.waitMs })
        .toBe(3)
    }
  })
})
