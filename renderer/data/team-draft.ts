import type { Dataset } from '../../shared/models/dataset.ts'
import type { TeamFile, TeamInput, TeamTarget } from '../../shared/models/team.ts'
import { fitsName, mostNameBytes } from '../../shared/team-names.ts'

/** A team copy as it is in the dialog. */
export interface TeamDraft extends Omit<TeamTarget, 'port'> {
  port: string
  /** Empty: the one that is stored. */
  password: string
  trust: 'system' | 'file'
  /** Chosen since the dialog opened. */
  files: Partial<Record<TeamFile, { id: string; name: string }>>
}

export type TeamFault = 'host' | 'port' | 'database' | 'user' | 'schema' | 'owner' | 'password'

const plainDraft: TeamDraft = {
  host: '',
  port: '5432',
  database: '',
  user: '',
  schema: 'mooring',
  tls: 'verify-full',
  signIn: 'password',
  owner: '',
  withNames: true,
  password: '',
  trust: 'system',
  files: {},
}

export function teamDraftOf({ team }: Dataset): TeamDraft {
  if (team === null) return plainDraft
  const { target, authorityFile } = team
  return {
    ...plainDraft,
    ...target,
    port: String(target.port),
    trust: authorityFile === null ? 'system' : 'file',
  }
}

/** Whether what is in the keychain is for this server, user and kind of sign-in: it is used for no other. */
export function hasStoredSecret(draft: TeamDraft, { team }: Dataset): boolean {
  if (team === null) return false
  const { host, port, user, signIn } = team.target
  return (
    draft.host.trim() === host &&
    draft.port.trim() === String(port) &&
    draft.user.trim() === user &&
    draft.signIn === signIn
  )
}

/** @param hasSecret something is stored already */
export function teamFaultsOf(draft: TeamDraft, hasSecret: boolean): ReadonlySet<TeamFault> {
  const port = Number(draft.port)
  const isEmpty = (value: string) => value.trim() === ''
  const isLong = (value: string, most: number) => !fitsName(value.trim(), most)
  const checks: [TeamFault, boolean][] = [
    ['host', !/^\S{1,253}$/.test(draft.host.trim())],
    ['port', !/^\d{1,5}$/.test(draft.port.trim()) || port < 1 || port > 65_535],
    ['database', isEmpty(draft.database) || isLong(draft.database, mostNameBytes.any)],
    ['user', isEmpty(draft.user) || isLong(draft.user, mostNameBytes.any)],
    ['schema', isEmpty(draft.schema) || isLong(draft.schema, mostNameBytes.schema)],
    ['owner', isEmpty(draft.owner) || draft.owner.trim().length > 200],
    ['password', draft.signIn === 'password' && draft.password === '' && !hasSecret],
  ]
  return new Set(checks.filter(([, isWrong]) => isWrong).map(([fault]) => fault))
}

/** The draft as the main process takes it. It must have no faults. */
export function finishedTeam({ port, password, trust, files, ...target }: TeamDraft): TeamInput {
  const ids = Object.entries(files).map(([kind, file]) => [kind, file.id])
  return {
    target: { ...target, port: Number(port) },
    password: password === '' ? null : password,
    trust: trust === 'file' && files.authority === undefined ? 'stored' : trust,
    files: Object.fromEntries(ids) as TeamInput['files'],
  }
}
