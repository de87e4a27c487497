import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAccounts } from '../../../electron/main/store/accounts.ts'
import { findConnection } from '../../../electron/main/store/connections.ts'
import { buildCommand, runProgram, type Ended } from '../../support/command.ts'
import type { FakeKeychain } from '../../support/keychain.ts'
import { linkMikomo } from '../../support/linked.ts'
import { openLocalApp, type LocalApp } from '../../support/local-app.ts'

// The built command at the app's own listener and flows; the user's answers are functions.

let command: ReturnType<typeof buildCommand>
let app: LocalApp
let folder: string
let connectionId: string

beforeAll(() => {
  command = buildCommand()
})
afterAll(() => command.remove())
beforeEach(async () => {
  app = await openLocalApp()
  folder = mkdtempSync(join(tmpdir(), 'mooring-script-'))
  connectionId = (await linkMikomo(app.harness)).id
})
afterEach(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const env = () => ({ PATH: process.env['PATH'], HOME: folder, MOORING_DATA: app.harness.folder })
const run = (...args: string[]): Promise<Ended> =>
  runProgram(process.execPath, [command.file, ...args], { cwd: folder, env: env() })
const json = async (...args: string[]) => {
  const ended = await run(...args)
  expect(ended).toMatchObject({ code: 0 })
  return JSON.parse(ended.stdout) as Record<string, unknown>
}

describe.skipIf(process.platform === 'win32')('the command at the app', () => {
  test('reads what the user allowed once: connections, accounts, transactions, holdings', async () => {
    app.allowAll()
    await json('accounts', '--wait')
    expect(app.questions).toMatchObject([{ level: 'data' }])

    const { connections } = await json('list')
    expect(connections).toMatchObject([{ id: connectionId, institution: 'Mikomo', login: 'mikomo_7' }])
    const stored = listAccounts(app.harness.deps.store, connectionId).map(({ key }) => key)
    const { accounts } = await json('accounts', connectionId.slice(0, 8))
    expect((accounts as { account_id: string }[]).map((one) => one.account_id).toSorted()).toEqual(
      stored.toSorted(),
    )
    const { transactions, missing } = await json('transactions', 'mikomo/mikomo_7', '--since', '60d')
    expect(missing).toEqual([])
    expect((transactions as unknown[]).length).toBeGreaterThan(10)
    const csv = await run('transactions', 'mikomo', '--since', '60d', '--csv')
    expect(csv.stdout.split('\r\n')).toHaveLength((transactions as unknown[]).length + 2)
    expect((await json('holdings', 'mikomo'))['holdings']).not.toEqual([])
    expect(await json('show', 'mikomo')).toMatchObject({ connection: { id: connectionId } })
    expect((await run('show', 'mikomo', '--table')).stdout).toContain('mikomo_7')
    expect(await json('refresh', '--all')).toMatchObject({ results: [{ connectionId }] })
    expect(app.questions).toHaveLength(1)

    expect(await run('accounts', 'nothing')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No connection has that name') as string,
    })
    expect((await run('transactions', 'mikomo', '--since', '1d', '--account', 'none')).code).toBeGreaterThan(
      0,
    )
  })

  test('the token, and what it fetches, need more than data', async () => {
    app.allowAll()
    await json('accounts', '--wait')
    expect((await run('token', 'mikomo')).code).toBe(4)
    const { accessToken, tokenType } = await json('token', 'mikomo', '--json', '--wait')
    expect(tokenType).toBe('Bearer')
    expect(app.questions.map(({ level }) => level)).toEqual(['data', 'token'])
    expect((await run('exec', 'mikomo', '--', 'sh', '-c', 'printf %s "$MOORING_TOKEN"')).stdout).toBe(
      accessToken,
    )
    const fetched = await run('fetch', 'mikomo', '/accounts-info/v2/mikomo')
    expect(fetched).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(fetched.stdout)).toHaveProperty('accounts')
    expect(await run('fetch', 'mikomo', 'https://elsewhere.example/')).toMatchObject({ code: 2, stdout: '' })
  })

  test('refused, and not answered', async () => {
    app.harness.askConsent = async () => ({ isAllowed: false })
    expect(await run('list', '--wait')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('did not allow it') as string,
    })
    expect((await run('list')).code).toBe(4)
    app.harness.askConsent = () => new Promise(() => undefined)
    expect(await run('accounts', '--wait=1s')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('consent_unanswered') as string,
    })
  })

  test('Ctrl C while the user is asked withdraws the question', async () => {
    let shown: AbortSignal | undefined
    app.harness.askConsent = (_question, signal) => {
      shown = signal
      return new Promise(() => undefined)
    }
    const child = spawn(process.execPath, [command.file, 'list', '--wait'], { cwd: folder, env: env() })
    await expect.poll(() => shown !== undefined).toBe(true)
    child.kill('SIGINT')
    expect((await once(child, 'close'))[0]).toBe(130)
    await expect.poll(() => app.harness.deps.scripts.questions.list()).toEqual([])
    expect(shown?.aborted).toBe(true)
  })

  test('an app that quits while the user is asked: exit code 1 and one sentence', async () => {
    app.harness.askConsent = () => new Promise(() => undefined)
    const ended = run('list', '--wait')
    await expect.poll(() => app.harness.deps.scripts.questions.list()).toMatchObject([{ isShown: true }])
    await app.listener.close()
    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining('It may have been quit') })
  })

  test('with a locked keychain a token that has to be renewed needs the person', async () => {
    app.allowAll()
    await json('token', 'mikomo', '--json', '--wait')
    const { deps } = app.harness
    deps.tokens.deleteAccessToken(findConnection(deps.store, connectionId)?.grantId ?? '')
    const keychain = deps.keychain as FakeKeychain
    keychain.fault = 'locked'
    expect(await json('status')).toMatchObject({ keychain: 'locked' })
    expect(await run('token', 'mikomo')).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringMatching(/^mooring: .*keychain is locked.*\n$/),
    })
    expect(await run('refresh', 'mikomo')).toMatchObject({ code: 5 })
    keychain.fault = null
    expect((await run('token', 'mikomo')).code).toBe(0)
  })

  test('clients remove ends the program, and its key', async () => {
    app.allowAll()
    await json('list', '--wait', '--as', 'nightly')
    expect(await json('clients', 'list')).toMatchObject({
      clients: [{ consents: [{ connectionId, level: 'list' }] }],
    })
    expect((await run('clients', 'remove', 'other')).code).toBe(1)
    expect((await run('clients', 'remove', 'nightly')).code).toBe(0)
    expect(await json('clients', 'list')).toMatchObject({ clients: [] })
    expect((await run('list')).code).toBe(4)
    await json('list', '--wait')
    expect(app.questions).toHaveLength(2)
  })

  test('status, open and revoke need nothing; switched off, nothing is there', async () => {
    expect(await json('status')).toMatchObject({ keychain: 'available', waitingConsents: 0 })
    expect(await run('open')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await run('revoke', 'mikomo')).toMatchObject({ code: 0, stdout: '' })
    await app.listener.turn(false)
    expect((await run('status')).code).toBe(4)
    await app.listener.close()
    expect((await run('status')).code).toBe(3)
  })
})
