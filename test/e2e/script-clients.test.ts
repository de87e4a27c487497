import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { openBrowserUser } from '../support/browser-user.ts'
import { buildCommand } from '../support/command.ts'
import { hasPython } from '../support/csv-readers.ts'
import { limits } from '../support/limits.ts'
import { pythonScript } from '../support/run-python.ts'
import { startSecretService, type SecretService } from '../support/secret-service.ts'

let service: SecretService
let command: ReturnType<typeof buildCommand>
let dataFolder: string
let app: RunningApp

beforeAll(async () => {
  service = await startSecretService()
  command = buildCommand()
  dataFolder = newDataFolder()
  app = await startApp({ dataFolder, env: service.env })
}, limits.hookMs)
afterAll(async () => {
  await app.quit()
  service.stop()
  command.remove()
  dropFolder(dataFolder)
})

/** The next prompt, once it is shown. */
async function nextPrompt(): Promise<{ prompt: Page; close: () => Promise<void> }> {
  const prompt: Page = await app.electron.waitForEvent('window')
  await prompt.getByRole('alertdialog').waitFor()
  const window = await app.electron.browserWindow(prompt)
  await expect.poll(() => window.evaluate((one) => one.isVisible())).toBe(true)
  return { prompt, close: () => window.evaluate((one) => one.close()) }
}

/** Answers the next prompt. @returns its title */
async function answerNext(button: 'Allow' | 'Don’t allow'): Promise<string> {
  const { prompt } = await nextPrompt()
  const title = await prompt.getByRole('heading').innerText()
  // A press in the first second does nothing.
  const uptimeMs = () => app.electron.evaluate(() => performance.now())
  const shownMs = await uptimeMs()
  await expect.poll(uptimeMs).toBeGreaterThan(shownMs + 1000)
  await prompt.getByRole('button', { name: button, exact: true }).click()
  await expect.poll(() => prompt.isClosed()).toBe(true)
  return title
}

describe(`programs and the prompt, on ${host.kind}`, { tags: 'thorough' }, () => {
  test('the window switches it on', async () => {
    const browserUser = await openBrowserUser()
    await app.window.getByRole('button', { name: 'Link Mikomo' }).click()
    await expect.poll(async () => (await app.opened()).length).toBe(1)
    await browserUser.approve((await app.opened())[0] ?? '', { user: 'mikomo_7' })
    await app.window.getByRole('complementary', { name: 'Mikomo, details' }).waitFor()
    await browserUser.close()
    await app.window.getByRole('button', { name: /^Scripts & tools/ }).click()
    await app.window.getByRole('button', { name: 'Switch on' }).click()
    await expect
      .poll(() => readFileSync(join(dataFolder, 'data/run/local.json'), 'utf8'))
      .toContain('address')
  })

  test.skipIf(!hasPython)('a script in Python is allowed, and is listed in Scripts & tools', async () => {
    const lines = [
      'import mooring',
      'print(len(list(mooring.transactions("Mikomo", since="30d", wait=60))) > 5)',
      '',
    ]
    const script = pythonScript(join(dataFolder, 'data'), lines.join('\n'))
    const [title, run] = await Promise.all([answerNext('Allow'), script.run()])
    expect(title).toContain('report.py')
    expect(run).toEqual({ exitCode: 0, stdout: 'True\n', stderr: '' })
    await app.window.getByRole('row', { name: /report\.py/ }).waitFor()
    script.remove()
  })

  test.skipIf(!hasPython)(
    'a script whose prompt is closed has no answer, and one that does not wait shows none',
    async () => {
      const lines = (wait: number) =>
        [
          'import mooring',
          'try:',
          `    mooring.accounts(wait=${wait})`,
          'except mooring.ConsentError as error:',
          '    print(error.code)',
          '',
        ].join('\n')
      const waits = pythonScript(join(dataFolder, 'data'), lines(60))
      const [, run] = await Promise.all([nextPrompt().then(({ close }) => close()), waits.run()])
      expect(run).toMatchObject({ stdout: 'consent_unanswered\n' })

      const pages = app.electron.windows().length
      const hurries = pythonScript(join(dataFolder, 'data'), lines(0))
      expect(await hurries.run()).toMatchObject({ stdout: 'consent_needed\n' })
      expect(app.electron.windows()).toHaveLength(pages)
      waits.remove()
      hurries.remove()
    },
  )

  test('an AI tool is refused, then allowed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mooring-mcp-'))
    const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    const args = [command.file, 'mcp', '--as', 'assistant', '--data', join(dataFolder, 'data')]
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args, cwd: folder, stderr: 'pipe' }),
    )
    const ask = () => client.callTool({ name: 'request_access', arguments: { level: 'data' } })

    const [, refused] = await Promise.all([answerNext('Don’t allow'), ask()])
    expect([refused.isError, JSON.stringify(refused)]).toEqual([
      true,
      expect.stringContaining('consent_refused'),
    ])
    const [title, allowed] = await Promise.all([answerNext('Allow'), ask()])
    expect(title).toContain('assistant')
    expect(allowed.structuredContent).toMatchObject({ allowed: [{ level: 'data' }] })
    const balances = await client.callTool({ name: 'get_balances', arguments: {} })
    expect(balances.structuredContent).toMatchObject({ is_partial: false })
    await client.close()
    rmSync(folder, { recursive: true, force: true })
  })
})
