import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, parse } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { AppError } from '../../electron/main/core/errors.ts'
import { logRequests } from '../../electron/main/net/http-log.ts'
import { openLog } from '../../electron/main/core/log.ts'
import { redact } from '../../electron/main/core/redact.ts'
import { quietLog } from '../support/quiet-log.ts'
import { noStream } from '../support/no-stream.ts'

const marker = 'Zm9vYmFyLW1hcmtlci10b2tlbi04ZjJjLTAxMjM0NTY3ODk'

test.each([
  ['a JSON Web Token', `got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln`, 'got •••'],
  ['a code in a query', 'https://bank.example/cb?code=abc&state=def', 'https://bank.example/cb?•••'],
  ['a code by itself', 'code=abc123', 'code=•••'],
  ['a token in JSON', '{"refresh_token":"abc","x":1}', '{"refresh_token":"•••","x":1}'],
  ['a bearer', 'authorization: Bearer abc.def', 'authorization: Bearer •••'],
  ['a basic header', 'Basic aWQ6c2VjcmV0', 'Basic •••'],
  ['a client secret', 'client_secret: hunter2', 'client_secret: •••'],
  ['a password in a URL', 'https://me:pw@bank.example/x', 'https://•••@bank.example/x'],
  ['a long run of base64', `token ${marker}`, 'token •••'],
  ['an account number', 'account 123456789 read', 'account ••• read'],
])('%s is masked', (_what, text, masked) => {
  expect(redact(text)).toBe(masked)
})

test.each([
  'call.refused method=connections.refresh problem=rate_limited',
  'linkId=4f6f1e0a-5a53-4f0e-9d2e-0c9d0b1f7a11 durationMs=212 status=503',
  '2026-11-23T20:15:32.123Z warn start.stopped',
  'at openStore (file:///app/out/main/index.js:120:15)',
])('what helps to find a fault stays: %s', (line) => {
  expect(redact(line)).toBe(line)
})

test('a log line has a time, a level and its facts; a bug has its stack, and nothing of its cause', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-log-')), 'logs', 'mooring.log')
  const log = openLog(file)
  log.info('start.done', { version: '0.1.0', none: undefined })
  log.error('call.failed', new Error(`broke on ${marker}`, { cause: { secret: 'cause-marker' } }), {
    method: 'x',
  })
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info start\.done version=0\.1\.0$/m)
  expect(text).toMatch(/error call\.failed method=x\nError: broke on •••\n\s+at /)
  expect(text).not.toContain('cause-marker')
  expect(statSync(file).mode & 0o077).toBe(0)
})

test.each([
  ['warn', ['warn', 'error']],
  ['info', ['info', 'warn', 'error']],
  ['debug', ['debug', 'info', 'warn', 'error']],
] as const)('at level %s the log has the lines of %j', (level, written) => {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-log-')), 'mooring.log')
  const log = openLog(file, level)
  log.debug('request.answered', { host: 'bank.example' })
  log.info('start.done')
  log.warn('call.refused')
  log.error('call.failed', 'on purpose')
  const lines = readFileSync(file, 'utf8').matchAll(/Z (\w+) [a-z]+\./g)
  expect([...lines].map(([, name]) => name)).toEqual(written)
})

test('a request is logged by host, method, status and duration, or by its failure: never by its path or query', async () => {
  const log = quietLog()
  const http = logRequests(
    {
      fetch: async (url) => {
        if (url.includes('down')) throw new AppError('offline', { host: 'bank.example' })
        return new Response(null, { status: 401 })
      },
      stream: noStream,
      offsetMs: () => null,
      close: async () => undefined,
    },
    log,
  )
  await http.fetch('https://bank.example:444/accounts/4711?code=secret', { method: 'POST' })
  await expect(http.fetch('https://bank.example/down')).rejects.toMatchObject({ code: 'offline' })
  const durationMs = expect.any(Number) as number
  expect(log.lines).toEqual([
    ['request.answered', { method: 'POST', host: 'bank.example:444', status: 401, durationMs }],
    ['request.failed', { method: 'GET', host: 'bank.example', problem: 'offline', durationMs }],
  ])
})

async function runElsewhere(file: string): Promise<{ stdout: string; stderr: string }> {
  const program = `
    const { openLog } = await import(${JSON.stringify(join(import.meta.dirname, '../../electron/main/core/log.ts'))})
    const log = openLog(${JSON.stringify(file)})
    log.info('first')
    log.warn('second')
    console.log('goes on')`
  const args = ['--input-type=module', '-e', program]
  return promisify(execFile)(process.execPath, args, { cwd: parse(tmpdir()).root })
}

test('the log is written wherever the app was started from [N7]', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'mooring-log-')), 'logs', 'mooring.log')
  await runElsewhere(file)
  expect(readFileSync(file, 'utf8')).toMatch(/info first\n.*warn second\n$/)
})

test('a log that can’t be opened is said once, and the app goes on [N7]', async () => {
  const inTheWay = join(mkdtempSync(join(tmpdir(), 'mooring-log-')), 'a-file')
  writeFileSync(inTheWay, '')
  const file = join(inTheWay, 'mooring.log')
  expect(await runElsewhere(file)).toEqual({
    stdout: 'goes on\n',
    stderr: expect.stringMatching(
      /^Mooring can’t write its log \S+mooring\.log \(E[A-Z]+\), and runs without one\. [^\n]+\.\n$/,
    ),
  })
})

test('a log never grows without end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-log-'))
  const log = openLog(join(folder, 'mooring.log'))
  for (let line = 0; line < 3000; line++) log.info('something.happened', { words: 'lorem ipsum '.repeat(60) })
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size)
  expect(sizes.length).toBe(2)
  expect(Math.max(...sizes)).toBeLessThan(1_200_000)
})
