import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ScriptCommand } from '../../shared/models/script.ts'
import { snippetFacts } from '../../renderer/scripts/snippet-facts.ts'
import { snippetKeys, snippets } from '../../renderer/scripts/snippets.ts'
import {
  accessOf,
  clientsOf,
  connectionLines,
  isFound,
  shownClients,
} from '../../renderer/scripts/script-words.ts'
import { noScripts } from '../renderer/support/fake-scripts.ts'
import { clientOf, consentOf } from '../renderer/support/script-scenes.ts'

const nowMs = Date.now()
const dayMs = 24 * 60 * 60_000
const ended = { endedAtMs: nowMs - 1, endedBy: 'user' } as const
const scripts = (...clients: ReturnType<typeof clientOf>[]) => ({
  isOn: true,
  problem: null,
  questions: [],
  clients,
})

describe('what a program may do at this moment', () => {
  test('is the highest level of what is open, until the last of it ends', () => {
    const client = clientOf({
      consents: [
        consentOf({ level: 'list', untilMs: nowMs + 5 * dayMs }),
        consentOf({ level: 'token', untilMs: nowMs + 1000 }),
        consentOf({ level: 'data', untilMs: nowMs + 9 * dayMs, ...ended }),
      ],
    })
    expect(accessOf(client, nowMs)).toMatchObject({ level: 'token', untilMs: nowMs + 5 * dayMs })
    expect(accessOf(client, nowMs + 2000).level).toBe('list')
    expect(accessOf(client, nowMs + 6 * dayMs)).toMatchObject({ open: [], level: null, untilMs: null })
  })

  test('names a token that works on only once its consent is over, and only while it works', () => {
    const consent = { level: 'token', tokenUntilMs: nowMs + 1000 } as const
    expect(accessOf(clientOf({ consents: [consentOf(consent)] }), nowMs).tokenUntilMs).toBeNull()
    const over = clientOf({ ...ended, consents: [consentOf({ ...consent, ...ended })] })
    expect(accessOf(over, nowMs).tokenUntilMs).toBe(nowMs + 1000)
    expect(shownClients(scripts(over), nowMs)).toHaveLength(1)
    expect(shownClients(scripts(over), nowMs + 1000)).toEqual([])
  })

  test('a connection is used by the programs with an open consent for it, each once', () => {
    const both = clientOf({ consents: [consentOf({ level: 'list' }), consentOf({ level: 'data' })] })
    const over = clientOf({ id: 's2', consents: [consentOf(ended)] })
    const other = clientOf({ id: 's3', consents: [consentOf({ connectionId: 'c2' })] })
    const users = clientsOf(scripts(both, over, other), 'c1', nowMs)
    expect(users.map(({ client, consent }) => [client.id, consent.level])).toEqual([['s1', 'data']])
  })
})

test('two connections are named, more are counted, and none is said', () => {
  const names = (...given: string[]) =>
    connectionLines(given.map((connectionName) => consentOf({ connectionName })))
  expect(names()).toEqual(['Nothing'])
  expect(names('A', 'B', 'A')).toEqual(['A', 'B'])
  expect(names('A', 'B', 'C')).toEqual(['3 connections'])
})

test('a search finds names, folders and connections, without case and accents', () => {
  const client = clientOf({ name: 'Übersicht', folder: '~/work', consents: [consentOf()] })
  expect(isFound(client, 'ubersicht work')).toBe(true)
  expect(isFound(client, 'mikomo_7')).toBe(true)
  expect(isFound(client, 'harbor')).toBe(false)
})

describe('the examples', () => {
  const command: ScriptCommand = { ...noScripts.command, state: 'linked' }

  test('name the command alone where terminals find it, else its file', () => {
    expect(snippetFacts(command, [])).toMatchObject({ command: 'mooring', path: '~/.local/bin/mooring' })
    expect(snippetFacts({ ...command, isOnPath: false }, []).command).toBe(command.file)
    expect(snippetFacts({ ...command, state: 'other' }, []).command).toBe(command.file)
    expect(snippetFacts(null, [])).toMatchObject({ command: 'mooring', connection: 'Mikomo' })
  })

  test('quote what a shell would read as something else', () => {
    const file = '/opt/My App/mooring'
    const facts = { command: file, path: file, file, connection: "O'Neil & Sons; rm" }
    expect(snippets.shell(facts)).toContain(
      `'/opt/My App/mooring' transactions 'O'\\''Neil & Sons; rm' --since 30d --csv`,
    )
    expect(JSON.parse(snippets.mcp(facts))).toEqual({
      mcpServers: { mooring: { command: '/opt/My App/mooring', args: ['mcp', '--as', 'assistant'] } },
    })
  })

  test('for AI tools on Windows start Node, because no tool starts a .cmd file', () => {
    const file = 'C:\\Mooring\\cli\\mooring.cmd'
    const { mcpServers } = JSON.parse(snippets.mcp({ command: file, path: file, file, connection: 'x' }))
    expect(mcpServers.mooring).toEqual({
      command: 'node',
      args: ['C:\\Mooring\\cli\\mooring.mjs', 'mcp', '--as', 'assistant'],
    })
  })

  test.skipIf(spawnSync('Rscript', ['--version']).status !== 0)(
    'in R stop where not all rows came (needs Rscript)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'mooring r-'))
      const file = join(folder, 'mooring')
      writeFileSync(file, '#!/bin/sh\necho "$2"\necho 1\nexit "$ENDS"\n', { mode: 0o755 })
      const connection = "O'Neil & Sons; $(rm x)"
      const script = `${snippets.r({ command: file, path: file, file, connection })}\nprint(transactions[[1]])\ncat(readLines("transactions.csv")[1])`
      const run = (ends: string) =>
        spawnSync('Rscript', ['-e', script], {
          cwd: folder,
          encoding: 'utf8',
          env: { ...process.env, ENDS: ends },
        })
      expect(run('0')).toMatchObject({ status: 0, stdout: `[1] 1\n${connection}` })
      const cut = run('6')
      expect([cut.status, cut.stderr]).toEqual([1, expect.stringContaining('not complete: exit code 6')])
      rmSync(folder, { recursive: true })
    },
  )

  test('never hand a token to another program by themselves', () => {
    const facts = snippetFacts(command, [])
    for (const key of snippetKeys) expect(snippets[key](facts)).not.toMatch(/\btoken\b/)
  })
})
