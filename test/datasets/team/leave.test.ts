import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { recover } from '../../../electron/main/connections/recover/recover.ts'
import { addDataset, removeDataset, viewDatasets } from '../../../electron/main/datasets/datasets.ts'
import { chooseTeamFile } from '../../../electron/main/datasets/team/choose-team-file.ts'
import { leaveTeam, saveTeam, testTeam } from '../../../electron/main/datasets/team/team.ts'
import { planTeamCopies } from '../../../electron/main/datasets/team/team-timer.ts'
import { findTeamCopy, saveTeamCopy } from '../../../electron/main/store/team-copies.ts'
import type { TeamInput } from '../../../shared/models/team.ts'
import { draftOf } from '../../support/datasets.ts'
import { openHarness, type Harness } from '../../support/harness.ts'
import { openFakeKeychain, type FakeKeychain } from '../../support/keychain.ts'
import { limits } from '../../support/limits.ts'

// Nobody listens at port 1: what a team's server does is tried in the long tests.
const input: TeamInput = {
  target: {
    host: '127.0.0.1',
    port: 1,
    database: 'team',
    user: 'ana',
    schema: 'mooring',
    tls: 'none',
    signIn: 'password',
    owner: 'Ana',
    withNames: true,
  },
  password: 'marker',
  trust: 'system',
  files: {},
}

let keychain: FakeKeychain
let harness: Harness
beforeEach(() => {
  keychain = openFakeKeychain()
  harness = openHarness({ keychain })
})
afterEach(() => harness.close())

const secrets = () => [...keychain.held.keys()].filter((account) => account.startsWith('team/'))
const teamOf = (id: string) => viewDatasets(harness.deps).find((one) => one.id === id)?.team

async function join(): Promise<string> {
  const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
  await saveTeam(harness.deps, id, input)
  const problem = () => teamOf(id)?.problem?.code
  await expect.poll(problem, { timeout: limits.waitMs }).toBe('team_unreachable')
  return id
}

test('the window hears that a copy has ended', async () => {
  const id = await join()
  await expect.poll(() => harness.deps.datasets.runs.isRunning(id), { timeout: limits.waitMs }).toBe(false)
  const shown = () => harness.events.findLast(({ name }) => name === 'dataset.changed')
  await expect.poll(shown, { timeout: limits.waitMs }).toMatchObject({ payload: { id, isRunning: false } })
})

test('a password that a locked keychain keeps is deleted by the next recovery', async () => {
  const id = await join()
  keychain.fault = 'locked'
  await expect(leaveTeam(harness.deps, id, true)).rejects.toMatchObject({ code: 'keychain_locked' })
  expect(teamOf(id)).not.toBeNull()
  await leaveTeam(harness.deps, id, false)
  expect(teamOf(id)).toBeNull()
  expect(secrets()).toEqual([`team/${id}`])

  keychain.fault = null
  await recover(await harness.restart())
  expect(secrets()).toEqual([])
})

test('recovery keeps the password of a copy that is there, and it goes with the dataset', async () => {
  const id = await join()
  await recover(await harness.restart())
  expect(secrets()).toEqual([`team/${id}`])
  await removeDataset(harness.deps, id, false)
  expect(secrets()).toEqual([])
})

test('a dataset whose rows are still at a server that is away is not removed with its files', async () => {
  const id = await join()
  await expect(removeDataset(harness.deps, id, true)).rejects.toMatchObject({ code: 'team_unreachable' })
  expect(teamOf(id)).not.toBeNull()
})

/** A server that takes connections and says nothing. */
async function openSilent(): Promise<{ server: Server; sockets: Socket[]; port: number }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, sockets, port: typeof address === 'object' ? (address?.port ?? 0) : 0 }
}

test('what a copy to an earlier place comes to says nothing of the place that was entered meanwhile', async () => {
  const { server, sockets, port } = await openSilent()
  const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
  await saveTeam(harness.deps, id, { ...input, target: { ...input.target, port } })
  await expect.poll(() => sockets.length, { timeout: limits.waitMs }).toBe(1)
  const next = await openSilent()
  await saveTeam(harness.deps, id, { ...input, target: { ...input.target, port: next.port } })
  for (const socket of sockets) socket.destroy()
  server.close()
  await expect.poll(() => next.sockets.length, { timeout: limits.waitMs }).toBe(1)
  expect(teamOf(id)?.problem).toBeNull()
  next.sockets[0]?.destroy()
  next.server.close()
})

test('what is planned while a copy is under way stays planned', async () => {
  const { server, sockets, port } = await openSilent()
  const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
  await saveTeam(harness.deps, id, { ...input, target: { ...input.target, port } })
  await expect.poll(() => sockets.length, { timeout: limits.waitMs }).toBe(1)
  planTeamCopies(harness.deps, 1000)
  const dueAtMs = findTeamCopy(harness.deps.store, id)?.dueAtMs
  expect(dueAtMs).toBeGreaterThan(harness.deps.now())
  for (const socket of sockets) socket.destroy()
  server.close()
  await expect.poll(() => teamOf(id)?.problem?.code, { timeout: limits.waitMs }).toBe('team_unreachable')
  expect(findTeamCopy(harness.deps.store, id)?.dueAtMs).toBe(dueAtMs)
})

test('no run begins while rows are deleted at the server, which would copy them again', async () => {
  const id = await join()
  const { server, sockets, port } = await openSilent()
  const team = findTeamCopy(harness.deps.store, id)
  if (!team) throw new Error('no copy')
  saveTeamCopy(harness.deps.store, { ...team, target: { ...team.target, port } })
  const left = leaveTeam(harness.deps, id, true)
  left.catch(() => undefined)
  await expect.poll(() => sockets.length, { timeout: limits.waitMs }).toBe(1)
  expect(harness.deps.datasets.runs.isRunning(id)).toBe(true)
  for (const socket of sockets) socket.destroy()
  server.close()
  await expect(left).rejects.toMatchObject({ code: 'team_unreachable' })
  expect(teamOf(id)).not.toBeNull()
  expect(harness.deps.datasets.runs.isRunning(id)).toBe(false)
})

test('quitting does not wait for a server that is to delete rows and says nothing', async () => {
  const id = await join()
  const { server, sockets, port } = await openSilent()
  const team = findTeamCopy(harness.deps.store, id)
  if (!team) throw new Error('no copy')
  saveTeamCopy(harness.deps.store, { ...team, target: { ...team.target, port } })
  const left = leaveTeam(harness.deps, id, true)
  left.catch(() => undefined)
  await expect.poll(() => sockets.length, { timeout: limits.waitMs }).toBe(1)
  await harness.deps.datasets.runs.close()
  await expect(left).rejects.toMatchObject({ code: 'closing' })
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('a key that was chosen is held until it is saved, another one is chosen, or the form is closed', async () => {
  const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
  const choose = async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    harness.toOpen = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const { file } = await chooseTeamFile(harness.deps, 'key')
    return { ...input, files: { key: file?.id ?? '' } }
  }
  const first = await choose()
  const second = await choose()
  await expect(saveTeam(harness.deps, id, first)).rejects.toMatchObject({ code: 'not_found' })
  await saveTeam(harness.deps, id, second)
  expect(JSON.parse(keychain.held.get(`team/${id}`) ?? '')).toMatchObject({ key: harness.toOpen })
  await expect(saveTeam(harness.deps, id, second)).rejects.toMatchObject({ code: 'not_found' })
  const third = await choose()
  harness.deps.datasets.teamFiles.forget()
  await expect(saveTeam(harness.deps, id, third)).rejects.toMatchObject({ code: 'not_found' })
})

test('a server elsewhere without encryption is refused before anything is stored or sent', async () => {
  const { id } = addDataset(harness.deps, { draft: draftOf(), placeId: null })
  const elsewhere = { ...input, target: { ...input.target, host: 'db.example.com' } }
  await expect(saveTeam(harness.deps, id, elsewhere)).rejects.toMatchObject({ code: 'team_tls_required' })
  await expect(testTeam(harness.deps, id, elsewhere)).rejects.toMatchObject({ code: 'team_tls_required' })
  expect(secrets()).toEqual([])
  expect(teamOf(id)).toBeNull()
})
