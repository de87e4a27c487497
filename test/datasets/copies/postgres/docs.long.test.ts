import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ddlText } from '../../../../electron/main/datasets/copies/postgres/ddl.ts'
import { testServer } from '../../../../electron/main/datasets/copies/postgres/test-server.ts'
import { writeTeamCopy } from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { openCopiedDataset, transactionOn } from '../../../support/copied-dataset.ts'
import { limits } from '../../../support/limits.ts'
import { passwordOf, postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/team.md'), 'utf8')
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(([, code = '']) => code)
const python = '/usr/bin/python3'
const pythonMissing =
  spawnSync(python, ['-c', 'import sqlalchemy, psycopg2']).status === 0
    ? null
    : 'apt-get install python3-sqlalchemy python3-psycopg2'

describe.skipIf(postgresMissing)(`docs/team.md${postgresMissing ? `: ${postgresMissing}` : ''}`, () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
    await server.addRole('ana', 'mooring_writer')
    await server.addRole('lead', 'mooring_reader')
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
  }, limits.hookMs)
  afterAll(() => server?.close(), limits.hookMs)

  test('psql answers its three questions', () => {
    const answers = blocks('sql').map((query) => server.psql('lead', query))
    expect(answers).toEqual([
      expect.stringMatching(/^ana\|First Bank\|ana\|20/),
      expect.stringMatching(/^ana\|Household\|First Bank\|active\|rate_limited\|/),
      'USD|1234.56',
    ])
  })

  test(
    'the ten lines for an administrator set up a database that Mooring accepts',
    async () => {
      const [setUp = ''] = blocks('sh')
      const lines = setUp.trim().split('\n')
      expect(lines).toHaveLength(10)
      const fresh = await startPostgres({ schema: null, tls: true })
      try {
        writeFileSync(join(fresh.folder, 'mooring-team.sql'), ddlText({ schema: 'mooring', user: 'ana' }))
        const env = {
          PATH: `${dirname(fresh.program)}:${process.env['PATH']}`,
          PGHOST: '127.0.0.1',
          PGPORT: String(fresh.port),
          PGUSER: 'postgres',
          PGPASSWORD: passwordOf('postgres'),
          PGDATA: join(fresh.folder, 'data'),
        }
        // Asking for a password needs a terminal, and the certificate of this server is in its way already.
        const here = lines.filter(
          (line) => !/password|ssl = on|restart/.test(line) || line.startsWith('echo'),
        )
        const script = ['set -e', 'psql -d postgres -c "DROP DATABASE team"', ...here].join('\n')
        execFileSync('sh', ['-c', script], { env, cwd: fresh.folder, stdio: 'pipe' })
        await fresh.admin(`ALTER ROLE ana PASSWORD '${passwordOf('ana')}'`)
        expect(await testServer(fresh.serverOf('ana'))).toMatchObject({ problems: [], notes: [] })
        const faults = 'SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL'
        expect(await fresh.admin(faults)).toEqual([])
        expect(await fresh.admin(`SELECT FROM pg_hba_file_rules WHERE address = 'samenet'`)).toHaveLength(1)
      } finally {
        await fresh.close()
      }
    },
    limits.longMs,
  )

  test.skipIf(pythonMissing)(`Python reads it${pythonMissing ? `: ${pythonMissing}` : ''}`, () => {
    const [program = ''] = blocks('python')
    const env = {
      PGHOST: '127.0.0.1',
      PGPORT: String(server.port),
      PGDATABASE: 'team',
      PGUSER: 'lead',
      PGPASSWORD: passwordOf('lead'),
    }
    expect(execFileSync(python, ['-c', program], { encoding: 'utf8', env })).toMatch(/^ana First Bank 20/)
  })
})
