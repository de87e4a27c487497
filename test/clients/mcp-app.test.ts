import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { listAccounts } from '../../electron/main/store/accounts.ts'
import { buildCommand } from '../support/command.ts'
import { limits } from '../support/limits.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { linkMikomo } from '../support/linked.ts'

// The official client starts `mooring mcp`, which speaks to the app's own listener.

let command: ReturnType<typeof buildCommand>
let app: LocalApp
let folder: string
let client: Client

beforeAll(() => {
  command = buildCommand()
}, limits.hookMs)
afterAll(() => command.remove())

beforeEach(async () => {
  app = await openLocalApp()
  folder = mkdtempSync(join(tmpdir(), 'mooring-mcp-'))
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const args = [command.file, 'mcp', '--as', 'assistant', '--data', app.harness.folder]
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: folder, stderr: 'pipe' }),
  )
})
afterEach(async () => {
  await client.close()
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answered {
  isError?: boolean
  content: { text?: string }[]
  structuredContent?: Record<string, unknown>
}

const call = async (name: string, input: Record<string, unknown> = {}) =>
  (await client.callTool({ name, arguments: input })) as Answered
const rowsOf = ({ structuredContent }: Answered) =>
  (structuredContent?.['rows'] ?? []) as Record<string, unknown>[]
const codeOf = ({ isError, content }: Answered) =>
  isError === true
    ? (JSON.parse(content[0]?.text ?? '') as { error: { code: string } }).error.code
    : 'no failure'

test('a model asks once, and then reads what the app has', async () => {
  const linked = await linkMikomo(app.harness)
  expect(codeOf(await call('get_balances'))).toBe('consent_needed')
  app.allowAll()
  const { structuredContent } = await call('request_access', { level: 'data' })
  expect(structuredContent?.['allowed']).toMatchObject([{ connection: linked.id, level: 'data' }])
  expect(app.questions).toMatchObject([{ clientName: 'assistant', folder, level: 'data' }])

  const accounts = listAccounts(app.harness.deps.store, linked.id)
  const balances = rowsOf(await call('get_balances'))
  expect(balances.map(({ account, mask }) => [account, mask])).toEqual(
    accounts.map(({ name, mask }) => [name, mask]),
  )
  for (const { balance, read_at_utc: readAt } of balances) {
    expect(balance).toMatch(/^-?\d+\.\d+$/)
    expect(readAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  }

  const [{ account_ref: ref } = {}] = rowsOf(await call('list_accounts'))
  const of = rowsOf(await call('list_transactions', { account_ref: ref, limit: 5 }))
  expect(of).toHaveLength(5)
  expect(new Set(of.map(({ account_ref: one }) => one))).toEqual(new Set([ref]))
  expect(rowsOf(await call('list_holdings')).length).toBeGreaterThan(0)
  expect((await call('list_connections')).structuredContent).toMatchObject({
    connections: [{ id: linked.id, login: 'mikomo_7', status: 'active' }],
  })
  expect((await call('pull_status')).structuredContent).toMatchObject({ runs: [] })
  expect(app.questions).toHaveLength(1)
})

test('no answer has an account’s id, or more of its number than four characters', async () => {
  const linked = await linkMikomo(app.harness)
  app.allowAll()
  await call('request_access', { level: 'data' })
  const answers: Answered[] = []
  for (const tool of [
    'list_connections',
    'list_accounts',
    'get_balances',
    'list_transactions',
    'list_holdings',
  ])
    answers.push(await call(tool, tool === 'list_connections' ? {} : { limit: 500 }))
  const text = JSON.stringify(answers)
  expect(answers.map(codeOf)).toEqual(answers.map(() => 'no failure'))
  for (const { id } of listAccounts(app.harness.deps.store, linked.id)) expect(text).not.toContain(id)
  for (const mask of text.matchAll(/"mask":"([^"]*)"/g)) expect(mask[1]?.length).toBeLessThanOrEqual(4)
})

test('a refusal and a question that is not answered are told apart', { tags: 'thorough' }, async () => {
  await linkMikomo(app.harness)
  app.harness.askConsent = async () => ({ isAllowed: false })
  expect(codeOf(await call('request_access', { level: 'list' }))).toBe('consent_refused')
  app.harness.askConsent = async () => 'closed'
  expect(codeOf(await call('request_access', { level: 'list' }))).toBe('consent_unanswered')
})

test(
  'scripts that are switched off, and an app that has quit, are failures of the call alone',
  { tags: 'thorough' },
  async () => {
    await app.listener.turn(false)
    expect(codeOf(await call('list_connections'))).toBe('scripts_off')
    await app.listener.turn(true)
    expect(codeOf(await call('list_connections'))).not.toBe('scripts_off')
  },
)
