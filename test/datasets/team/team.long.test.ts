import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWithoutUser } from '../../../electron/main/connections/startup.ts'
import { addDataset, removeDataset, viewDatasets } from '../../../electron/main/datasets/datasets.ts'
import { deleteOfConnection } from '../../../electron/main/datasets/ended-access.ts'
import { requireDataset } from '../../../electron/main/datasets/require-dataset.ts'
import { startDatasets } from '../../../electron/main/datasets/schedule/dataset-timer.ts'
import { chooseTeamFile } from '../../../electron/main/datasets/team/choose-team-file.ts'
import {
  copyTeamNow,
  giveDdl,
  leaveTeam,
  saveTeam,
  testTeam,
} from '../../../electron/main/datasets/team/team.ts'
import { requestRevoke } from '../../../electron/main/connections/revoke/revoke.ts'
import { listRecordedSecrets } from '../../../electron/main/store/ledger.ts'
import { methods } from '../../../shared/contract.ts'
import type { TeamInput } from '../../../shared/models/team.ts'
import { draftOf, queryDataset, runNow } from '../../support/datasets.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { limits } from '../../support/limits.ts'
import { linkMikomo } from '../../support/linked.ts'
import { passwordOf, postgresMissing, startPostgres, type TestPostgres } from '../../support/postgres.ts'

describe.skipIf(postgresMissing)(
  `a dataset's team copy${postgresMissing ? `: ${postgresMissing}` : ''}`,
  () => {
    let server: TestPostgres
    let harness: Harness
    beforeAll(async () => {
      server = await startPostgres({ tls: true })
      await server.addRole('ana', 'mooring_writer')
    }, limits.hookMs)
    afterAll(() => server?.close(), limits.hookMs)
    beforeEach(() => {
      harness = openHarness()
    })
    afterEach(() => harness.close())

    const ask = (sql: string) => server.admin(sql)
    const inputOf = (change: Partial<TeamInput> = {}): TeamInput => ({
      target: server.serverOf('ana').target,
      password: passwordOf('ana'),
      trust: 'file',
      files: {},
      ...change,
    })
    const chooseAuthority = async () => {
      harness.toOpen = server.authority?.certificate ?? ''
      const { file } = await chooseTeamFile(harness.deps, 'authority')
      return { authority: file?.id ?? '' }
    }
    const viewOf = (id: string) => viewDatasets(harness.deps).find((one) => one.id === id)?.team
    const copied = async (id: string, isDone: (team: NonNullable<ReturnType<typeof viewOf>>) => boolean) => {
      const look = () => {
        const team = viewOf(id)
        return team ? isDone(team) && !harness.deps.datasets.runs.isRunning(id) : false
      }
      await expect.poll(look, { timeout: limits.waitMs }).toBe(true)
    }

    test('is tested, set up, kept up to date by runs, and left', async () => {
      const connection = await linkMikomo(harness)
      const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
      await runNow(harness.deps, id)
      const input = inputOf({ files: await chooseAuthority() })
      expect(await testTeam(harness.deps, id, input)).toMatchObject({ problems: [], isEncrypted: true })
      expect(viewOf(id)).toBeNull()

      const saved = await saveTeam(harness.deps, id, input)
      expect(methods['team.save'].output.safeParse(saved).error).toBeUndefined()
      await copied(id, ({ copiedAtMs }) => copiedAtMs !== null)
      const { path } = requireDataset(harness.deps, id)
      const sums = `SELECT count(*) AS rows, sum(amount_minor) AS sum FROM`
      const [stored] = queryDataset<{ rows: number; sum: number }>(path, `${sums} v_transactions`)
      const [there] = await ask(`${sums} mooring.v_transactions`)
      expect(there).toEqual({ rows: String(stored?.rows), sum: String(stored?.sum) })
      const [access] = await ask(
        'SELECT institution, status, cause, last_read_at IS NOT NULL AS is_read FROM mooring.v_access',
      )
      expect(access).toEqual({
        institution: connection.institutionName,
        status: 'active',
        cause: null,
        is_read: true,
      })

      // The password is in the keychain alone, and the ledger knows it.
      expect(listRecordedSecrets(harness.deps.store).map(({ account }) => account)).toContain(`team/${id}`)
      for (const one of readdirSync(harness.folder, { recursive: true, withFileTypes: true })) {
        if (!one.isFile()) continue
        expect(readFileSync(join(one.parentPath, one.name)).includes(passwordOf('ana'))).toBe(false)
      }
      expect(JSON.stringify([harness.events, harness.log.lines])).not.toContain(passwordOf('ana'))

      // Entered again without the password: the one that is stored counts.
      await saveTeam(harness.deps, id, { ...input, password: null, trust: 'stored', files: {} })
      await copied(id, ({ problem }) => problem === null)
      await leaveTeam(harness.deps, id, true)
      expect(viewOf(id)).toBeNull()
      for (const table of ['copies', 'transactions', 'connections', 'consents', 'accounts']) {
        expect(await ask(`SELECT * FROM mooring.${table}`)).toEqual([])
      }
      expect(listRecordedSecrets(harness.deps.store).map(({ account }) => account)).not.toContain(
        `team/${id}`,
      )
      expect(await harness.deps.keychain.get(`team/${id}`)).toEqual({ state: 'missing' })
      expect(queryDataset(path, 'SELECT * FROM transactions')).not.toEqual([])
    })

    test('a server that is away stops no run, says so, and has everything once it is back', async () => {
      const connection = await linkMikomo(harness)
      const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
      await runNow(harness.deps, id)
      await saveTeam(harness.deps, id, inputOf({ files: await chooseAuthority() }))
      await copied(id, ({ copiedAtMs }) => copiedAtMs !== null)
      await server.stop()
      const { lastRun } = await runNow(harness.deps, id)
      expect(lastRun).toMatchObject({ outcome: 'complete', problem: null })
      expect(viewOf(id)?.problem).toMatchObject({ code: 'team_unreachable' })
      // Nobody leaves with rows that are still there.
      await expect(leaveTeam(harness.deps, id, true)).rejects.toMatchObject({ code: 'team_unreachable' })
      expect(viewOf(id)).not.toBeNull()
      await expect(deleteOfConnection(harness.deps, connection.id)).rejects.toMatchObject({
        code: 'team_unreachable',
      })

      await server.start()
      // The next start of the app catches up, without a run.
      harness.pass(3_600_000)
      await harness.restart()
      startWithoutUser(harness.deps)
      startDatasets(harness.deps)
      await copied(id, ({ problem }) => problem === null)
      expect(await ask('SELECT * FROM mooring.transactions')).toEqual([])
      expect(await harness.deps.keychain.get(`team/${id}`)).toMatchObject({ state: 'ok' })
      await removeDataset(harness.deps, id, true)
      expect(await ask('SELECT * FROM mooring.copies')).toEqual([])
    })

    test('what becomes of an access is seen without a run', async () => {
      const connection = await linkMikomo(harness)
      const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
      await runNow(harness.deps, id)
      await saveTeam(harness.deps, id, inputOf({ files: await chooseAuthority() }))
      await copied(id, ({ copiedAtMs }) => copiedAtMs !== null)
      await requestRevoke(harness.deps, connection.id)
      harness.pass(3_600_000)
      await expect
        .poll(
          async () => {
            copyTeamNow(harness.deps, id)
            return (await ask('SELECT status FROM mooring.v_access'))[0]?.['status']
          },
          { timeout: limits.waitMs },
        )
        .toBe('revoked')
      await leaveTeam(harness.deps, id, true)
    })

    test('the statements are copied or saved, and a file that is no key is refused', async () => {
      await giveDdl(harness.deps, { schema: 'mooring', user: 'ana', from: 0, how: 'copy' })
      expect(harness.clipboard.at(-1)).toMatch(/CREATE TABLE "mooring".transactions/)
      expect(await giveDdl(harness.deps, { schema: 'mooring', user: 'ana', from: 0, how: 'save' })).toEqual({
        isDone: true,
      })
      expect(harness.saved.at(-1)).toMatchObject({ name: 'mooring-team.sql', text: harness.clipboard.at(-1) })
      harness.toOpen = 'no key'
      await expect(chooseTeamFile(harness.deps, 'key')).rejects.toMatchObject({ code: 'team_file_refused' })
      harness.toOpen = null
      expect(await chooseTeamFile(harness.deps, 'key')).toEqual({ file: null })
    })
  },
)
