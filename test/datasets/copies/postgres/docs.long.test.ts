import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

  test('the set-up for an administrator has ten lines', () => {
    const [setUp = ''] = blocks('sh')
    expect(setUp.trim().split('\n')).toHaveLength(10)
  })

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
