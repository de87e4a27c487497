import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ddlText, steps } from '../../../../electron/main/datasets/copies/postgres/ddl.ts'
import type { TeamServer } from '../../../../electron/main/datasets/copies/postgres/connect.ts'
import { testServer } from '../../../../electron/main/datasets/copies/postgres/test-server.ts'
import { writeTeamCopy } from '../../../../electron/main/datasets/copies/postgres/write-copy.ts'
import { makeAuthority } from '../../../support/certificate-authority.ts'
import { openCopiedDataset, transactionOn, type CopiedDataset } from '../../../support/copied-dataset.ts'
import { limits } from '../../../support/limits.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../../../support/postgres.ts'

const id = '00000000-0000-4000-8000-000000000001'

describe.skipIf(postgresMissing)(
  `what a team's server can refuse${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let server: TestPostgres
    let dataset: CopiedDataset
    beforeAll(async () => {
      server = await startPostgres({ tls: true })
      await server.addRole('ana', 'mooring_writer')
      await server.addRole('carol', 'mooring_writer')
      await server.addRole('guest')
    }, limits.hookMs)
    afterAll(() => server?.close(), limits.hookMs)
    beforeEach(() => {
      dataset = openCopiedDataset()
      dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00')] }])
    })
    afterEach(() => dataset.close())

    const write = (to: TeamServer) =>
      writeTeamCopy(to, { id, name: 'Household', path: dataset.file.path, access: [] })
    const rows = () => server.psql('postgres', 'SELECT count(*) FROM mooring.transactions')
    /** The test in the form names it, and the copy fails with it and writes nothing. */
    const expectRefusal = async (to: TeamServer, code: string, detail: object = {}) => {
      const before = rows()
      const { problems } = await testServer(to)
      expect(problems).toEqual([
        expect.objectContaining({ code, detail: expect.objectContaining(detail) as unknown }),
      ])
      await expect(write(to)).rejects.toMatchObject({ code })
      expect(rows()).toBe(before)
    }
    const ana = (change: Parameters<TestPostgres['serverOf']>[1] = {}) => server.serverOf('ana', change)

    test('over TLS with the right authority, everything is there', async () => {
      expect(await testServer(ana())).toMatchObject({ isEncrypted: true, problems: [], notes: [] })
      await write(ana())
      expect(rows()).toBe('1')
    })

    test('a client certificate signs in without a password', async () => {
      const { folder } = server
      const run = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore', cwd: folder })
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'carol.key']
      run('req', ...key, '-subj', '/CN=carol', '-out', 'carol.csr')
      run(
        'x509',
        '-req',
        '-in',
        'carol.csr',
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-out',
        'carol.pem',
      )
      const carol = server.serverOf('carol', { signIn: 'certificate' })
      const secret = {
        password: null,
        certificate: readFileSync(join(folder, 'carol.pem'), 'utf8'),
        key: readFileSync(join(folder, 'carol.key'), 'utf8'),
      }
      expect(await testServer({ ...carol, secret })).toMatchObject({ isEncrypted: true, problems: [] })
      await expectRefusal({ ...carol, secret: { ...secret, key: null } }, 'team_secret_missing')
      await expectRefusal(server.serverOf('carol'), 'team_sign_in_refused')
    })

    test('a wrong password, an unknown user, an unknown database', async () => {
      const wrong = { password: 'wrong', certificate: null, key: null }
      await expectRefusal({ ...ana(), secret: wrong }, 'team_sign_in_refused')
      await expectRefusal(server.serverOf('nobody'), 'team_sign_in_refused')
      await expectRefusal(ana({ database: 'elsewhere' }), 'team_database_missing')
    })

    test('a certificate of another authority, or for another name: nothing is sent', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mooring-authority-'))
      const other = makeAuthority(folder)
      await expectRefusal({ ...ana(), authorities: [other.certificate] }, 'team_certificate_refused')
      // The names of the certificate are 127.0.0.1 alone.
      await expectRefusal(ana({ host: 'localhost' }), 'team_certificate_refused')
      rmSync(folder, { recursive: true })
    })

    test('no encryption is refused for a server elsewhere, and here where the server wants it', async () => {
      await expectRefusal(ana({ tls: 'none' }), 'team_tls_required')
      for (const host of ['db.example.com', '10.0.0.1', '::2', 'localhost']) {
        await expectRefusal(ana({ host, tls: 'none' }), 'team_tls_required')
      }
    })

    test('a server that does not answer', async () => {
      await expectRefusal(ana({ port: 1 }), 'team_unreachable')
      await expectRefusal(ana({ host: 'no-such-host.invalid' }), 'team_unreachable')
    })

    test('missing rights are named, one by one', async () => {
      await expectRefusal(server.serverOf('guest'), 'team_rights_missing', { error: 'USAGE on the schema' })
      await server.admin(
        'REVOKE INSERT ON mooring.runs FROM mooring_writer; REVOKE DELETE ON mooring.copies FROM mooring_writer',
      )
      const { problems } = await testServer(ana())
      expect(problems.map(({ detail }) => detail.error)).toEqual(['INSERT on runs, DELETE on copies'])
      await server.admin(
        'GRANT INSERT ON mooring.runs TO mooring_writer; GRANT DELETE ON mooring.copies TO mooring_writer',
      )
      await server.admin('REVOKE TEMPORARY ON DATABASE team FROM PUBLIC')
      await expectRefusal(ana(), 'team_rights_missing', { error: 'TEMPORARY on the database' })
      await server.admin('GRANT TEMPORARY ON DATABASE team TO PUBLIC')
    })

    test('a user who sees everything is warned of, and still writes only own rows', async () => {
      const superuser = server.serverOf('postgres')
      expect(await testServer(superuser)).toMatchObject({
        problems: [],
        notes: [{ code: 'team_sees_everything' }],
      })
    })

    test('a database and a schema that are not ours', async () => {
      await server.admin(
        'CREATE SCHEMA shop; CREATE TABLE shop.copies (owner text); GRANT ALL ON SCHEMA shop TO ana',
      )
      await server.admin(
        'CREATE SCHEMA other; CREATE TABLE other.mooring_schema (name text); GRANT ALL ON SCHEMA other TO ana',
      )
      for (const schema of ['shop', 'other', 'nowhere', 'public'])
        await expectRefusal(ana({ schema }), 'team_not_ours')
      await expectRefusal(ana({ database: 'postgres' }), 'team_not_ours')
    })

    test('a server that is set to read-only', async () => {
      await server.admin('ALTER ROLE ana SET default_transaction_read_only = on')
      await expectRefusal(ana(), 'team_read_only')
      await server.admin('ALTER ROLE ana RESET default_transaction_read_only')
      await write(ana())
    })

    test(
      'a replica is read-only until it becomes the main server',
      { tags: 'thorough', timeout: limits.longMs },
      async () => {
        await write(ana())
        dataset.run([{ connectionId: 'c2', transactions: [transactionOn('2026-11-03', 't2', '-2.00')] }])
        await server.stop()
        writeFileSync(join(server.folder, 'data/standby.signal'), '')
        await server.start()
        expect(await server.admin('SELECT pg_is_in_recovery() AS "isReplica"')).toEqual([{ isReplica: true }])
        await expectRefusal(ana(), 'team_read_only')
        await server.admin('SELECT pg_promote()')
        await write(ana())
        expect(rows()).toBe('2')
      },
    )

    test('tables of a newer Mooring are left alone', async () => {
      await server.admin(`UPDATE mooring.mooring_schema SET version = ${steps.length + 1}`)
      await expectRefusal(ana(), 'team_tables_newer', { version: steps.length + 1 })
      await server.admin(`UPDATE mooring.mooring_schema SET version = ${steps.length}`)
    })

    test('tables of an earlier Mooring wait for the migration, which is printed', async () => {
      await server.admin(`UPDATE mooring.mooring_schema SET version = 0`)
      await expectRefusal(ana(), 'team_tables_old', { version: 0 })
      await server.admin(`UPDATE mooring.mooring_schema SET version = ${steps.length}`)
      // As the next version will do it.
      const next = [...steps, (schema: string) => `ALTER TABLE ${schema}.runs ADD COLUMN note text;`]
      const migration = ddlText({ schema: 'mooring', user: 'ana' }, steps.length, next)
      expect(migration).not.toContain('CREATE TABLE')
      await server.admin(migration)
      expect(server.psql('postgres', 'SELECT version FROM mooring.mooring_schema')).toBe(String(next.length))
      await expectRefusal(ana(), 'team_tables_newer', { version: next.length })
      await server.admin(
        `ALTER TABLE mooring.runs DROP COLUMN note; UPDATE mooring.mooring_schema SET version = ${steps.length}`,
      )
    })

    test('a second team on the server needs a schema of another name: its readers are not the readers of the first', async () => {
      await server.admin('CREATE DATABASE team2')
      const second = (schema: string) => server.admin(ddlText({ schema, user: 'ana' }), [], 'team2')
      await expect(second('mooring')).rejects.toThrow('role "mooring_writer" already exists')
      expect(await server.admin(`SELECT FROM pg_namespace WHERE nspname = 'mooring'`, [], 'team2')).toEqual(
        [],
      )
      await second('team2')
      const roles = `SELECT rolname FROM pg_roles WHERE pg_has_role('ana', oid, 'USAGE') AND rolname LIKE '%er' ORDER BY 1`
      expect(await server.admin(roles)).toEqual([{ rolname: 'mooring_writer' }])
    })

    test('the printed statements run twice in one cluster, for two schemas, and never half', async () => {
      await server.admin(ddlText({ schema: 'second', user: 'ana' }))
      await expect(server.admin(ddlText({ schema: 'second', user: 'ana' }))).rejects.toThrow(/already exists/)
      await server.admin('GRANT second_writer TO ana')
      expect(await testServer(ana({ schema: 'second' }))).toMatchObject({ problems: [] })
    })
  },
)

describe.skipIf(postgresMissing)(`without TLS${postgresMissing ? `: ${postgresMissing}` : ''}`, () => {
  test(
    'a server that offers no encryption is told nothing',
    async () => {
      const server = await startPostgres()
      try {
        await server.addRole('ana', 'mooring_writer')
        const { problems } = await testServer(server.serverOf('ana', { tls: 'verify-full' }))
        expect(problems).toMatchObject([{ code: 'team_tls_missing' }])
        const socket = server.serverOf('ana', { host: join(server.folder, 'data') })
        expect(await testServer(socket)).toMatchObject({ isEncrypted: false, problems: [] })
      } finally {
        await server.close()
      }
    },
    limits.hookMs,
  )

  test.each(['md5', 'password'])(
    'a server that takes passwords by %s is told none without encryption, also here, and a hint says what to do',
    async (method) => {
      const settings = [`password_encryption = ${method === 'md5' ? 'md5' : `'scram-sha-256'`}`]
      const server = await startPostgres({ settings, tls: true })
      try {
        await server.addRole('ana', 'mooring_writer')
        await server.setAccess(
          'host all postgres all scram-sha-256',
          `host all all all ${method}`,
          `local all all ${method}`,
        )
        const [role] = await server.admin(`SELECT rolpassword FROM pg_authid WHERE rolname = 'ana'`)
        if (method === 'md5') expect(role?.['rolpassword']).toMatch(/^md5/)
        for (const host of ['127.0.0.1', join(server.folder, 'data')]) {
          const { problems } = await testServer(server.serverOf('ana', { tls: 'none', host }))
          expect(problems).toMatchObject([{ code: 'team_scram_required' }])
        }
        // The certificate says who the server is, and nobody else reads what it is sent.
        expect(await testServer(server.serverOf('ana'))).toMatchObject({ isEncrypted: true, problems: [] })
      } finally {
        await server.close()
      }
    },
    limits.hookMs,
  )

  const noTmpfs = process.getuid?.() === 0 ? null : 'needs root'
  test.skipIf(noTmpfs)(
    `a full disk at the server loses nothing${noTmpfs ? `: ${noTmpfs}` : ''}`,
    async () => {
      const disk = mkdtempSync(join(tmpdir(), 'mooring-space-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0777', 'tmpfs', disk])
      const server = await startPostgres()
      const dataset = openCopiedDataset()
      try {
        await server.addRole('ana', 'mooring_writer')
        mkdirSync(join(disk, 'space'), { mode: 0o777 })
        execFileSync('chown', ['postgres', join(disk, 'space')])
        await server.admin(`CREATE TABLESPACE small LOCATION '${join(disk, 'space')}'`)
        await server.admin('ALTER TABLE mooring.transactions SET TABLESPACE small')
        await server.admin(`GRANT CREATE ON TABLESPACE small TO ana`)
        dataset.run([{ connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00')] }])
        const copied = { id, name: 'Household', path: dataset.file.path, access: [] }
        await writeTeamCopy(server.serverOf('ana'), copied)
        const many = Array.from({ length: 200_000 }, (_, index) =>
          transactionOn('2026-06-01', `m${index}`, '-1.00'),
        )
        dataset.run([
          { connectionId: 'c1', transactions: [transactionOn('2026-11-02', 't1', '-1.00'), ...many] },
        ])
        await expect(writeTeamCopy(server.serverOf('ana'), copied)).rejects.toMatchObject({
          code: 'team_disk_full',
        })
        expect(server.psql('postgres', 'SELECT count(*) FROM mooring.transactions')).toBe('1')
        await server.admin('ALTER TABLE mooring.transactions SET TABLESPACE pg_default')
        await writeTeamCopy(server.serverOf('ana'), copied)
        expect(server.psql('postgres', 'SELECT count(*), sum(amount) FROM mooring.transactions')).toBe(
          '200001|-200001.00',
        )
      } finally {
        dataset.close()
        await server.close()
        execFileSync('umount', ['-l', disk])
        rmSync(disk, { recursive: true, force: true })
      }
    },
    limits.longMs,
  )

  test.skipIf(noTmpfs)(
    `a full disk for the server's log stops the server, and loses nothing${noTmpfs ? `: ${noTmpfs}` : ''}`,
    { tags: 'thorough', timeout: limits.longMs },
    async () => {
      const disk = mkdtempSync(join(tmpdir(), 'mooring-log-'))
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=40m,mode=0777', 'tmpfs', disk])
      // No checkpoint makes room in the middle of a copy.
      const server = await startPostgres({
        settings: ['max_wal_size = 4GB', 'checkpoint_timeout = 1h', 'min_wal_size = 32MB'],
      })
      const dataset = openCopiedDataset()
      try {
        await server.addRole('ana', 'mooring_writer')
        const first = transactionOn('2026-11-02', 't1', '-1.00')
        dataset.run([{ connectionId: 'c1', transactions: [first] }])
        const copied = { id, name: 'Household', path: dataset.file.path, access: [] }
        await writeTeamCopy(server.serverOf('ana'), copied)
        await server.stop()
        execFileSync('mv', [join(server.folder, 'data/pg_wal'), disk])
        symlinkSync(join(disk, 'pg_wal'), join(server.folder, 'data/pg_wal'))
        await server.start()
        const description = 'Card payment at a shop '.repeat(60)
        const many = Array.from({ length: 30_000 }, (_, index) =>
          transactionOn('2026-06-01', `m${index}`, '-1.00', { description }),
        )
        dataset.run([{ connectionId: 'c1', transactions: [first, ...many] }])
        // Whichever process of the server finds it first ends the server: the one that copies says so, another one only cuts it off.
        await expect(writeTeamCopy(server.serverOf('ana'), copied)).rejects.toMatchObject({
          code: expect.stringMatching(/^team_(disk_full|unreachable)$/) as unknown,
        })
        execFileSync('mount', ['-o', 'remount,size=400m', disk])
        await server.stop()
        await server.start()
        expect(server.psql('postgres', 'SELECT count(*) FROM mooring.transactions')).toBe('1')
        await writeTeamCopy(server.serverOf('ana'), copied)
        expect(server.psql('postgres', 'SELECT count(*), sum(amount) FROM mooring.transactions')).toBe(
          '30001|-30001.00',
        )
      } finally {
        dataset.close()
        await server.close()
        execFileSync('umount', ['-l', disk])
        rmSync(disk, { recursive: true, force: true })
      }
    },
  )
})
