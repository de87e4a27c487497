import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  sendJson,
  sendLines,
  startAnsweringApp,
  type Answer,
  type AnsweringApp,
} from '../../support/answering-app.ts'
import { buildCommand, runProgram, type Ended } from '../../support/command.ts'

// The built command against a listener whose answers a test decides.

let command: ReturnType<typeof buildCommand>
let folder: string
let app: AnsweringApp | null

beforeAll(() => {
  command = buildCommand()
})
afterAll(() => command.remove())
beforeEach(() => {
  app = null
  folder = mkdtempSync(join(tmpdir(), 'mooring-script-'))
})
afterEach(() => {
  app?.close()
  rmSync(folder, { recursive: true, force: true })
})

const listen = async (answer: Answer, options?: Parameters<typeof startAnsweringApp>[1]) => {
  app = await startAnsweringApp(answer, options)
  return app
}
const env = () => ({
  PATH: process.env['PATH'],
  HOME: folder,
  MOORING_DATA: app?.dataFolder ?? join(folder, 'none'),
})
const run = (...args: string[]): Promise<Ended> =>
  runProgram(process.execPath, [command.file, ...args], { cwd: folder, env: env() })
const shell = (line: string): Promise<Ended> =>
  runProgram('sh', ['-c', line], {
    cwd: folder,
    env: { ...env(), MOORING: command.file, NODE: process.execPath },
  })
const mooring = '"$NODE" "$MOORING"'

const fail = (response: ServerResponse, error: object, status = 403) => sendJson(response, { error }, status)
const secret = 'S3cret-access-token'
const giveToken: Answer = (_request, response) =>
  sendJson(response, {
    schema: 'mooring.token/1',
    connectionId: 'c',
    accessToken: secret,
    expiresOn: null,
    tokenType: 'Bearer',
  })

const head = {
  schema: 'mooring.transactions/1',
  columns: [
    { name: 'date', kind: 'day' },
    { name: 'description', kind: 'text' },
    { name: 'amount', kind: 'decimal' },
    { name: 'pending', kind: 'flag' },
    { name: 'mask', kind: 'mask' },
  ],
}
const row = (description: string) => ({
  date: '2026-01-31',
  description,
  amount: '-12.50',
  pending: false,
  mask: '0071',
})
const end = (rows: number, more: object = {}) => ({ end: { rows, isPartial: false, missing: [], ...more } })
const giveRows =
  (...lines: object[]): Answer =>
  (_request, response) =>
    sendLines(response, [head, ...lines])

describe('what goes to the app', () => {
  test('the client is its key, and is called as its folder or as --as says', async () => {
    const { seen } = await listen((_request, response) =>
      sendJson(response, { schema: 'x', connections: [] }),
    )
    await run('list')
    await run('list', '--as', 'Nightly “é”')
    const [first, second] = seen.map(({ headers }) => headers)
    const key = readFileSync(join(folder, '.mooring/key'), 'utf8').trim()
    expect(first).toMatchObject({
      'mooring-client': key,
      'mooring-name': expect.stringContaining('mooring-script-'),
    })
    expect(first?.['mooring-wait']).toBeUndefined()
    expect(decodeURIComponent(String(first?.['mooring-folder']))).toContain('mooring-script-')
    expect(second).toMatchObject({ 'mooring-client': key, 'mooring-name': encodeURIComponent('Nightly “é”') })
    expect(statSync(join(folder, '.mooring/key')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, '.mooring')).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(folder, '.mooring/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('eight scripts of one folder that start at once are one client', async () => {
    const { seen } = await listen((_request, response) =>
      sendJson(response, { schema: 'x', connections: [] }),
    )
    await Promise.all(Array.from({ length: 8 }, () => run('list')))
    expect(seen).toHaveLength(8)
    expect(new Set(seen.map(({ headers }) => headers['mooring-client'])).size).toBe(1)
  })

  test('status sends no key and makes none', async () => {
    const { seen } = await listen((_request, response) =>
      sendJson(response, { schema: 'x', version: '0.1.0' }),
    )
    expect((await run('status')).code).toBe(0)
    expect(seen[0]?.headers['mooring-client']).toBeUndefined()
    expect(existsSync(join(folder, '.mooring'))).toBe(false)
  })

  test('a key that is a link, open to others or no key is refused, and nothing is sent', async () => {
    const { seen } = await listen((_request, response) =>
      sendJson(response, { schema: 'x', connections: [] }),
    )
    await run('list')
    const file = join(folder, '.mooring/key')
    chmodSync(file, 0o644)
    expect(await run('list')).toMatchObject({ code: 1, stderr: expect.stringContaining('open to others') })
    renameSync(file, join(folder, 'elsewhere'))
    symlinkSync(join(folder, 'elsewhere'), file)
    expect(await run('list')).toMatchObject({ code: 1, stderr: expect.stringContaining('is a link') })
    rmSync(file)
    writeFileSync(file, 'short\n', { mode: 0o600 })
    expect(await run('list')).toMatchObject({ code: 1, stderr: expect.stringContaining('holds no key') })
    expect(seen).toHaveLength(1)
  })

  test('each flag is in the request', async () => {
    const { seen } = await listen((_request, response) => sendLines(response, [head, end(0)]))
    await run('transactions', 'Mikomo', '--account', '0071', '--since', '2026-01-01', '--until', '2026-01-31')
    await run('accounts', '--', '--odd label')
    expect(seen.map(({ method, input }) => [method, input])).toEqual([
      [
        'transactions.read',
        { connections: ['Mikomo'], account: '0071', since: '2026-01-01', until: '2026-01-31' },
      ],
      ['accounts.read', { connections: ['--odd label'] }],
    ])
  })
})

describe('the user’s answer', () => {
  const needed = { code: 'consent_needed', message: 'The user has to allow it.', kind: 'consent' }

  test('without a terminal nothing waits', async () => {
    const { seen } = await listen((_request, response) => fail(response, needed))
    expect(await run('list')).toEqual({
      code: 4,
      stdout: `${JSON.stringify({ error: { code: 'consent_needed', message: 'The user has to allow it.' } })}\n`,
      stderr: 'mooring: The user has to allow it.\n',
    })
    expect(seen).toHaveLength(1)
  })

  test('with --wait it is said that the app asks, and the answer is waited for', async () => {
    await listen(({ headers }, response) =>
      headers['mooring-wait'] === '5000'
        ? sendJson(response, { schema: 'x', connections: [] })
        : fail(response, needed),
    )
    const ended = await run('list', '--wait=5s')
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Answer it within 5 seconds.'),
    })
    expect((await run('list', '--wait=5s', '--quiet')).stderr).toBe('')
  })

  test.each([
    ['use', 2],
    ['consent', 4],
    ['person', 5],
    ['later', 7],
    ['failed', 1],
    ['of a later version', 1],
  ])('a failure of kind “%s” has exit code %i', async (kind, code) => {
    await listen((_request, response) =>
      fail(response, { code: 'x', message: 'So it is.', kind, retryAtMs: 5 }, 503),
    )
    expect(await run('list')).toEqual({
      code,
      stdout: `${JSON.stringify({ error: { code: 'x', message: 'So it is.', retryAtMs: 5 } })}\n`,
      stderr: 'mooring: So it is.\n',
    })
    expect(await run('list', '--csv')).toMatchObject({ code, stdout: '' })
  })
})

describe('the app is not as expected', () => {
  test('not running', async () => {
    expect(await run('status')).toMatchObject({ code: 3, stderr: expect.stringContaining('Mooring') })
  })

  test('killed, so that its file is still there', async () => {
    const { write } = await listen(giveToken)
    write({ protocol: 1, version: '0.1.0', address: join(folder, 'gone.sock'), key: 'A'.repeat(43), pid: 1 })
    expect((await run('status')).code).toBe(3)
  })

  test('switched off', async () => {
    const { write } = await listen(giveToken)
    write({ protocol: 1, version: '0.1.0', isOff: true, pid: 1 })
    expect(await run('status')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('switched off in Mooring'),
    })
  })

  test.each([
    [2, 'Update this command'],
    [0, 'Update the app'],
  ])('protocol %i: %s', async (protocol, what) => {
    const { write } = await listen(giveToken)
    write({ protocol, version: '9.9.9' })
    expect(await run('status')).toMatchObject({ code: 1, stderr: expect.stringContaining(what) })
  })

  test('another program that listens in its place gets nothing but a nonce', async () => {
    const { seen } = await listen(giveToken, { proveWith: Buffer.alloc(32) })
    expect(await run('token', 'c')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('could not prove'),
    })
    expect(seen).toEqual([])
  })

  test('a file or folder that others could have written is refused', async () => {
    const { dataFolder, seen } = await listen(giveToken)
    const file = join(dataFolder, 'run/local.json')
    chmodSync(file, 0o640)
    expect((await run('status')).stderr).toContain('local.json is open to other users')
    chmodSync(file, 0o600)
    chmodSync(join(dataFolder, 'run'), 0o755)
    expect((await run('status')).stderr).toContain('run is open to other users')
    chmodSync(join(dataFolder, 'run'), 0o700)
    renameSync(join(dataFolder, 'run'), join(dataFolder, 'real'))
    symlinkSync('real', join(dataFolder, 'run'))
    expect(await run('status')).toMatchObject({ code: 1, stderr: expect.stringContaining('run is a link') })
    expect(seen).toEqual([])
  })

  test('it closes before its answer is complete', async () => {
    await listen((_request, response) => {
      response.writeHead(200)
      response.write(`${JSON.stringify(head)}\n${JSON.stringify(row('one'))}\n`)
      setTimeout(() => response.destroy(), 50)
    })
    const ended = await run('transactions', 'c')
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('before its answer was complete'),
    })
    expect(JSON.parse(ended.stdout)).toMatchObject({
      transactions: [row('one')],
      error: { code: 'answer_cut' },
    })
  })

  test('--start starts the program that MOORING_APP names, and waits until it listens', async () => {
    const other = await listen(giveToken)
    const dataFolder = join(folder, 'data')
    const program = join(folder, 'app.sh')
    writeFileSync(
      program,
      `#!/bin/sh\necho "$@" > "${folder}/args"\nmkdir -p "$MOORING_DATA"\nmv "${other.dataFolder}/run" "$MOORING_DATA/run"\n`,
      { mode: 0o755 },
    )
    const line = `MOORING_APP=${program} ${mooring} token c --start --data ${dataFolder}`
    expect(await shell(line)).toMatchObject({
      code: 0,
      stdout: `${secret}\n`,
      stderr: expect.stringContaining('it is started'),
    })
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('--hidden\n')
  })
})

describe('rows', () => {
  test('one JSON document without a terminal', async () => {
    await listen(giveRows(row('one'), row('two'), end(2)))
    expect(JSON.parse((await run('transactions', 'c')).stdout)).toEqual({
      schema: 'mooring.transactions/1',
      transactions: [row('one'), row('two')],
      isPartial: false,
      missing: [],
      none: [],
    })
    await listen(giveRows(end(0)))
    expect(JSON.parse((await run('transactions', 'c')).stdout)).toMatchObject({ transactions: [] })
  })

  test('one object a line with --jsonl', async () => {
    await listen(giveRows(row('one'), row('two'), end(2)))
    expect((await run('transactions', 'c', '--jsonl')).stdout).toBe(
      `${JSON.stringify(row('one'))}\n${JSON.stringify(row('two'))}\n`,
    )
  })

  test('CSV with CRLF, quotes where they are needed, and nothing that a spreadsheet takes for a formula', async () => {
    await listen(giveRows(row('a, "b"\nc'), row('=1+1'), { ...row('x'), amount: null }, end(3)))
    expect((await run('transactions', 'c', '--csv')).stdout).toBe(
      [
        'date,description,amount,pending,mask',
        '2026-01-31,"a, ""b"" c",-12.50,false,x0071',
        "2026-01-31,'=1+1,-12.50,false,x0071",
        '2026-01-31,x,,false,x0071',
        '',
      ].join('\r\n'),
    )
  })

  test('a table has no character that steers a terminal', async () => {
    await listen(giveRows(row('\u001B[31mred\u001B[0m\u202Eevil'), end(1)))
    expect((await run('transactions', 'c', '--table')).stdout).toBe(
      'DATE        DESCRIPTION        AMOUNT  PENDING\n2026-01-31   [31mred [0m evil  -12.50  no\n',
    )
  })

  const lacking = { connectionId: 'c2', error: { code: 'offline', message: 'No network.', kind: 'later' } }

  test('what is missing is said, and the rest is written', async () => {
    await listen(giveRows(row('one'), end(1, { isPartial: true, missing: [lacking] })))
    const ended = await run('transactions', 'c')
    expect(ended).toMatchObject({ code: 6, stderr: 'mooring: Missing: connection c2: No network.\n' })
    expect(JSON.parse(ended.stdout)).toMatchObject({
      isPartial: true,
      missing: [lacking],
      transactions: [row('one')],
    })
  })

  test('an account without such data is said, and nothing is missing', async () => {
    const none = [{ ...lacking, accountId: 'a1', error: { ...lacking.error, message: 'None here.' } }]
    await listen(giveRows(end(0, { none })))
    const ended = await run('transactions', 'c')
    expect(ended).toMatchObject({
      code: 0,
      stderr: 'mooring: None: connection c2, account a1: None here.\n',
    })
    expect(JSON.parse(ended.stdout)).toMatchObject({ isPartial: false, missing: [], none })
  })

  test('nothing but a failure is that failure', async () => {
    await listen(giveRows(end(0, { isPartial: true, missing: [lacking] })))
    expect((await run('transactions', 'c')).code).toBe(7)
  })

  test('a failure in the middle leaves whole JSON, and whole lines', async () => {
    await listen(
      giveRows(row('one'), { error: { code: 'closing', message: 'Mooring closes.', kind: 'later' } }),
    )
    const ended = await run('transactions', 'c')
    expect(ended).toMatchObject({ code: 7, stderr: 'mooring: Mooring closes.\n' })
    expect(JSON.parse(ended.stdout)).toMatchObject({ transactions: [row('one')], error: { code: 'closing' } })
    const lines = (await run('transactions', 'c', '--jsonl')).stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines).toEqual([row('one'), { error: { code: 'closing', message: 'Mooring closes.' } }])
  })
})

describe('tokens', () => {
  test.each([
    [['token', 'c'], `${secret}\n`],
    [['token', 'c', '--header'], `Authorization: Bearer ${secret}\n`],
    [['token', 'c', '--json'], `{"accessToken":"${secret}","expiresOn":null,"tokenType":"Bearer"}\n`],
  ])('mooring %j', async (args, stdout) => {
    await listen(giveToken)
    expect(await run(...args)).toEqual({ code: 0, stdout, stderr: '' })
  })

  test('exec gives the token to the program alone, and has its exit code', async () => {
    await listen(giveToken)
    const ended = await run(
      'exec',
      'c',
      '--',
      'sh',
      '-c',
      'echo "$MOORING_TOKEN"; tr "\\0" " " < /proc/$PPID/cmdline; exit 9',
    )
    expect(ended).toMatchObject({ code: 9, stderr: '' })
    expect(ended.stdout.split('\n')[0]).toBe(secret)
    expect(ended.stdout.split('\n')[1]).not.toContain(secret)
    expect((await run('exec', 'c', '--env', 'T', '--', 'sh', '-c', 'echo "$T$MOORING_TOKEN"')).stdout).toBe(
      `${secret}\n`,
    )
    expect(await run('exec', 'c', '--', './none')).toMatchObject({
      code: 127,
      stderr: 'mooring: There is no program ./none.\n',
    })
    expect(await run('exec', 'c', '--', '/')).toMatchObject({ code: 126 })
    expect((await run('exec', 'c', '--', 'sh', '-c', 'kill -TERM $$')).code).toBe(143)
    expect(await run('exec', 'c', '--env', 'A=B', '--', 'true')).toMatchObject({ code: 2 })
  })

  test('exec passes signals on', async () => {
    await listen(giveToken)
    const script = 'trap "echo got; exit 7" TERM; echo ready; while :; do sleep 0.05; done'
    const child = spawn(process.execPath, [command.file, 'exec', 'c', '--', 'sh', '-c', script], {
      cwd: folder,
      env: env(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let stdout = ''
    child.stdout.on('data', (bytes: Buffer) => {
      stdout += bytes.toString()
      if (stdout === 'ready\n') child.kill('SIGTERM')
    })
    const [code] = (await once(child, 'close')) as [number]
    expect([code, stdout]).toEqual([7, 'ready\ngot\n'])
  })

  test('a failure is on stderr, and with --json on stdout too', async () => {
    await listen((_request, response) =>
      fail(response, { code: 'token_bound', message: 'It is bound.', kind: 'use' }, 400),
    )
    expect(await run('token', 'c')).toEqual({ code: 2, stdout: '', stderr: 'mooring: It is bound.\n' })
    expect(JSON.parse((await run('token', 'c', '--json')).stdout)).toMatchObject({
      error: { code: 'token_bound' },
    })
  })

  test('a token that would begin a second header is refused', async () => {
    await listen((_request, response) =>
      sendJson(response, { accessToken: 'a\r\nX: y', expiresOn: null, tokenType: 'Bearer' }),
    )
    const ended = await run('token', 'c', '--header')
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).not.toContain('X: y')
  })
})

describe('fetch', () => {
  const give =
    (status: number, body: string): Answer =>
    (_request, response) =>
      response.writeHead(200, { 'mooring-status': String(status), 'content-type': 'text/plain' }).end(body)

  test('writes what came, and adds the caller’s headers', async () => {
    const { seen } = await listen(give(200, 'a\u001Bb'))
    expect(await run('fetch', 'c', '/accounts', '-H', 'x-a: b')).toEqual({
      code: 0,
      stdout: 'a\u001Bb',
      stderr: '',
    })
    expect(seen[0]?.input).toEqual({ connection: 'c', path: '/accounts', headers: { 'x-a': 'b' } })
  })

  test.each([
    [404, 1],
    [401, 5],
    [429, 7],
  ])('status %i of the institution: the body is written, exit code %i', async (status, code) => {
    await listen(give(status, 'no'))
    expect(await run('fetch', 'c', '/x')).toEqual({
      code,
      stdout: 'no',
      stderr: `mooring: The institution answered with status ${status}.\n`,
    })
  })

  test.each([
    ['-H', 'Authorization: x'],
    ['-H', 'cookie:x'],
    ['-H', 'none'],
  ])('%s %s is refused', async (...args) => {
    const { seen } = await listen(give(200, ''))
    expect((await run('fetch', 'c', '/x', ...args)).code).toBe(2)
    expect((await run('fetch', 'c', 'http://bank.example/x')).code).toBe(2)
    expect(seen).toEqual([])
  })

  test('-o writes a file for this user alone, whole or not at all', async () => {
    await listen(give(200, 'body'))
    expect(await run('fetch', 'c', '/x', '-o', 'out.json')).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(folder, 'out.json'), 'utf8')).toBe('body')
    expect(statSync(join(folder, 'out.json')).mode & 0o777).toBe(0o600)
    await listen((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('part')
      setTimeout(() => response.destroy(), 50)
    })
    expect((await run('fetch', 'c', '/x', '-o', 'cut.json')).code).toBe(1)
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout).toBe('out.json\n')
  })

  test.skipIf(!existsSync('/dev/full'))('-o on a full disk: exit code 1 and one sentence', async () => {
    await listen(give(200, 'body'))
    const full = { code: 1, stdout: '', stderr: 'mooring: The output can’t be written: the disk is full.\n' }
    expect(await run('fetch', 'c', '/x', '-o', '/dev/full')).toEqual(full)
  })
})

describe.skipIf(process.platform === 'win32')('the reader and the user go away', () => {
  const many: Answer = (_request, response) => {
    response.writeHead(200).write(`${JSON.stringify(head)}\n`)
    const line = `${JSON.stringify(row('x'.repeat(1000)))}\n`
    const more = (): void => {
      while (!response.destroyed && response.write(line));
      response.once('drain', more)
    }
    more()
  }

  test.each(['', '--jsonl', '--csv', '--table'])(
    'a reader that has enough ends the command quietly (%s)',
    async (format) => {
      await listen(many)
      const ended = await shell(
        `{ ${mooring} transactions c ${format}; echo "exit $?" >&2; } | head -c 20000 > /dev/null`,
      )
      expect(ended).toMatchObject({ code: 0, stderr: 'exit 0\n' })
    },
  )

  test.skipIf(!existsSync('/dev/full'))('stdout on a full disk: exit code 1 and one sentence', async () => {
    await listen(many)
    const full = { code: 1, stderr: 'mooring: The output can’t be written: the disk is full.\n' }
    expect(await shell(`${mooring} transactions c > /dev/full`)).toMatchObject(full)
    await listen(giveToken)
    expect(await shell(`${mooring} token c > /dev/full`)).toMatchObject(full)
  })

  const waits: Answer = () => undefined

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s while the app does not answer: exit code %i', async (signal, code) => {
    const { seen } = await listen(waits)
    const child = spawn(process.execPath, [command.file, 'list'], { cwd: folder, env: env() })
    await expect.poll(() => seen.length).toBe(1)
    child.kill(signal)
    expect((await once(child, 'close'))[0]).toBe(code)
  })

  /** Ends the command with Ctrl C once `isThere`, and returns how it ended. */
  async function interrupted(args: string[], isThere: () => boolean, more: object = {}): Promise<unknown[]> {
    const child = spawn(process.execPath, [command.file, ...args], {
      cwd: folder,
      env: { ...env(), ...more },
    })
    let stdout = ''
    child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()))
    await expect.poll(isThere).toBe(true)
    child.kill('SIGINT')
    const [code] = (await once(child, 'close')) as [number | null]
    return [code, stdout]
  }

  test('Ctrl C before the app has proven itself', async () => {
    const { dataFolder, write } = await listen(waits)
    let opening = ''
    const silent = createServer((socket) => void socket.on('data', (bytes) => (opening += bytes.toString())))
    const address = join(dataFolder, 'silent.sock')
    await new Promise<void>((resolve) => silent.listen(address, resolve))
    write({ protocol: 1, version: '0', address, key: 'A'.repeat(43), pid: 1 })
    expect(await interrupted(['list'], () => opening.startsWith('MOORING1'))).toEqual([130, ''])
    silent.close()
  })

  test('Ctrl C while the app starts: it goes on starting', async () => {
    const program = join(folder, 'app.sh')
    writeFileSync(program, '#!/bin/sh\necho $$ > pid\nexec sleep 60\n', { mode: 0o755 })
    const pid = join(folder, 'pid')
    const isThere = () => existsSync(pid) && readFileSync(pid, 'utf8') !== ''
    expect(await interrupted(['list', '--start'], isThere, { MOORING_APP: program })).toEqual([130, ''])
    expect(process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM')).toBe(true)
  })

  test('Ctrl C in the middle of rows: what came is whole lines', async () => {
    let isSent = false
    await listen((_request, response) => {
      response
        .writeHead(200)
        .write(`${JSON.stringify(head)}\n${JSON.stringify(row('one'))}\n{"date":`, () => {
          isSent = true
        })
    })
    const [code, stdout] = await interrupted(['transactions', 'c', '--jsonl'], () => isSent)
    expect([code, ['', `${JSON.stringify(row('one'))}\n`]]).toEqual([130, expect.arrayContaining([stdout])])
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s in the middle of a file leaves nothing of it', async (signal, code) => {
    const { seen } = await listen(
      (_request, response) => void response.writeHead(200, { 'content-type': 'a/b' }).write('part'),
    )
    const child = spawn(process.execPath, [command.file, 'fetch', 'c', '/x', '-o', 'out'], {
      cwd: folder,
      env: env(),
    })
    await expect.poll(() => seen.length).toBe(1)
    await expect.poll(() => spawnSync('ls', [folder], { encoding: 'utf8' }).stdout).toContain('.part')
    child.kill(signal)
    expect((await once(child, 'close'))[0]).toBe(code)
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout).toBe('')
  })
})

describe.skipIf(spawnSync('script', ['--version']).status !== 0)('on a terminal (needs script)', () => {
  const onTerminal = (line: string) =>
    runProgram('script', ['-qec', line, '/dev/null'], {
      cwd: folder,
      env: { ...env(), MOORING: command.file, NODE: process.execPath, TERM: 'xterm', SHELL: '/bin/sh' },
    })

  test('a table is shown, with NO_COLOR in no colour', async () => {
    await listen(giveRows(row('one'), end(1)))
    expect((await onTerminal(`${mooring} transactions c`)).stdout).toContain('\u001B[1mDATE')
    expect((await onTerminal(`NO_COLOR=1 ${mooring} transactions c`)).stdout).toMatch(/^DATE {8}DESCRIPTION/)
  })

  test('the token is not written without --show', async () => {
    const { seen } = await listen(giveToken)
    const refused = await onTerminal(`${mooring} token c`)
    expect(refused).toMatchObject({ code: 2, stdout: expect.stringContaining('add --show') })
    expect(seen).toEqual([])
    expect((await onTerminal(`${mooring} token c --show`)).stdout).toContain(secret)
    expect((await onTerminal(`${mooring} token c | cat`)).stdout).toContain(secret)
  })

  test('what an institution sends does not steer the terminal', async () => {
    await listen((_request, response) => response.writeHead(200).end('a\u001B[31mb\n'))
    expect((await onTerminal(`${mooring} fetch c /x`)).stdout).toBe('a?[31mb\r\n')
  })

  test('help, wrong use and version', async () => {
    mkdirSync(join(folder, 'empty'))
    expect((await onTerminal(`${mooring} --version`)).stdout).toMatch(/^mooring \d+\.\d+\.\d+\r\n$/)
    expect((await onTerminal(`${mooring}`)).code).toBe(2)
  })
})
