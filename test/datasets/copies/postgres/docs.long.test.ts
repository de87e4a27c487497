import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ddlText } from '../../../../electron/main/datasets/copies/postgres/ddl.ts'
import { testServer } from '../../../../electron/main/datasets/copies/postgres/test-server.ts'
import { writeTeamCopy } from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { openCopiedDataset, transactionOn } from '../../../support/copied-dataset.ts'
import { limits } from '../../../support/limits.ts'
import {
  passwordOf,
  postgresMissing,
  serverAccount,
  startPostgres,
  type TestPostgres,
} from '../../../support/postgres.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/team.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, code = '']) => code)
const python = '/usr/bin/python3'
const pythonMissing =
  spawnSync(python, ['-c', 'import sqlalchemy, psycopg2']).status === 0
    ? null
    : 'apt-get install python3-sqlalchemy python3-psycopg2'
const hasTerminal = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '')
const missing = postgresMissing ?? (hasTerminal ? null : 'needs script of util-linux')

describe.skipIf(missing)(`docs/team.md${missing ? `: ${missing}` : ''}`, () => {
  let server: TestPostgres
  const lines = (blocks('sh')[0] ?? '').trim().split('\n')
  const type = (line: string) => typeInTerminal(server, line)
  beforeAll(async () => {
    // A server without TLS that lets only its administrator in, and has a certificate.
    server = await startPostgres({ schema: null, tls: true })
    await server.setAccess('host all postgres all scram-sha-256')
    await server.admin('ALTER SYSTEM RESET ssl')
    await server.stop()
    await server.start()
    await type('psql -d postgres -c "DROP DATABASE team"')
    // As Mooring saves it.
    writeFileSync(join(server.folder, 'mooring-team.sql'), ddlText({ schema: 'mooring', user: 'ana' }))
    for (const line of lines) await type(line)
  }, limits.longMs)
  afterAll(async () => {
    if (!server) return
    await type('pg_ctl stop -m immediate')
    await server.close()
  }, limits.hookMs)

  test('the ten lines for an administrator set up a database that Mooring accepts', async () => {
    expect(lines).toHaveLength(10)
    expect(await testServer(server.serverOf('ana'))).toMatchObject({
      isEncrypted: true,
      problems: [],
      notes: [],
    })
    expect((await testServer(server.serverOf('ana', { tls: 'none' }))).problems).toMatchObject([
      { code: 'team_tls_required' },
    ])
    const passwords = await server.admin(`SELECT rolpassword FROM pg_authid WHERE rolname IN ('ana', 'lead')`)
    expect(passwords).toHaveLength(2)
    for (const { rolpassword } of passwords) expect(rolpassword).toMatch(/^SCRAM-SHA-256\$/)
    expect(await server.admin('SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL')).toEqual([])
  })

  test('what is copied there answers the three questions, in psql', async () => {
    const dataset = openCopiedDataset()
    dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00')] }])
    const access = {
      linkedId: 'c1',
      isSelected: true,
      institution: 'First Bank',
      login: 'ana',
      labels: [],
      status: 'active',
      cause: 'rate_limited',
      accountCount: 1,
      linkedAtMs: Date.now(),
      consentUntilMs: Date.now(),
      revokedAtMs: null,
      readAtMs: Date.now(),
    }
    await writeTeamCopy(server.serverOf('ana'), {
      id: '00000000-0000-4000-8000-000000000001',
      name: 'Household',
      path: dataset.file.path,
      access: [access],
    })
    dataset.close()
    const answers = blocks('sql').map((query) => server.psql('lead', query))
    expect(answers).toEqual([
      expect.stringMatching(/^ana\|First Bank\|ana\|20/),
      expect.stringMatching(/^ana\|Household\|First Bank\|active\|rate_limited\|/),
      'USD|1234.56',
    ])
  })

  test.skipIf(pythonMissing)(`SQLAlchemy reads it${pythonMissing ? `: ${pythonMissing}` : ''}`, () => {
    const [program = ''] = blocks('python')
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: String(server.port),
      PGDATABASE: 'team',
      PGUSER: 'lead',
      PGPASSWORD: passwordOf('lead'),
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: server.authority?.file ?? '',
    }
    expect(execFileSync(python, ['-c', program], { encoding: 'utf8', env })).toMatch(/^ana First Bank 20/)
  })
})

/** Types a line into a terminal on the server, as its administrator, and a new password where psql asks for one. */
async function typeInTerminal({ folder, port, program }: TestPostgres, line: string): Promise<void> {
  const terminal = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    ...serverAccount,
    cwd: folder,
    env: {
      PATH: `${dirname(program)}:${process.env['PATH']}`,
      SHELL: '/bin/sh',
      PGHOST: '127.0.0.1',
      PGPORT: String(port),
      PGUSER: 'postgres',
      PGPASSWORD: passwordOf('postgres'),
      PGDATA: join(folder, 'data'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let said = ''
  let answered = 0
  terminal.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    const asked = [...said.matchAll(/Enter (new password for user "(\w+)"|it again): /g)]
    const user = asked[0]?.[2] ?? ''
    for (; answered < asked.length; answered += 1) terminal.stdin.write(`${passwordOf(user)}\n`)
  })
  const [status] = (await once(terminal, 'exit')) as [number | null]
  if (status !== 0) throw new Error(`${line}: ${said}`)
  if (line.includes('\\password')) expect(answered).toBe(2)
}
