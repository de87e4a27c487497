import { AppError } from '../errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { KeychainAnswer } from '../system/keychain.ts'
import type { Deps } from './deps.ts'

type Vault = Pick<Deps, 'keychain' | 'live'>

export function registrationAccount(registrationId: string): string {
  return `registration/${registrationId}`
}

export function grantAccount(grantId: string, generation: number): string {
  return `grant/${grantId}/${generation}`
}

/** @throws AppError `secret_missing`, or the keychain's own state */
export async function readSecret(deps: Vault, account: string): Promise<string> {
  const secret = await findSecret(deps, account)
  if (secret === null) throw new AppError('secret_missing')
  return secret
}

/** Null when the keychain answers and holds nothing under that name. @throws AppError the keychain's state */
export async function findSecret(deps: Vault, account: string): Promise<string | null> {
  const unsaved = deps.live.unsaved.get(account)
  if (unsaved !== undefined) return unsaved

  const answer = await deps.keychain.get(account)
  if (answer.state === 'ok') return answer.value
  if (answer.state === 'missing') return null
  throw keychainError(answer.state)
}

/** @throws AppError the keychain's state; then nothing was stored */
export async function storeSecret(deps: Vault, account: string, secret: string): Promise<void> {
  const answer = await deps.keychain.set(account, secret)
  if (answer.state !== 'ok') throw keychainError(answer.state)
  deps.live.unsaved.delete(account)
}

/** @throws AppError the keychain's state; then it is still there */
export async function dropSecret(deps: Vault, account: string): Promise<void> {
  const answer = await deps.keychain.delete(account)
  if (answer.state !== 'ok' && answer.state !== 'missing') throw keychainError(answer.state)
  deps.live.unsaved.delete(account)
}

/** Asks before a browser is opened, so that no consent is given whose token could not be kept. @throws AppError */
export async function requireKeychain(deps: Pick<Deps, 'keychain' | 'emit'>): Promise<void> {
  const known = deps.keychain.status()
  if (known.state === 'keychain' || known.state === 'memory') return

  const status = await deps.keychain.probe()
  deps.emit('keychain.changed', status)
  if (status.state === 'keychain' || status.state === 'memory') return
  throw keychainError(status.state === 'checking' ? 'timeout' : status.state)
}

type Fault = Exclude<KeychainAnswer<unknown>['state'], 'ok'>

function keychainError(state: Fault): AppError {
  return new AppError(codeOfFault[state])
}

const codeOfFault: Record<Fault, ErrorCode> = {
  missing: 'secret_missing',
  locked: 'keychain_locked',
  denied: 'keychain_denied',
  unavailable: 'keychain_unavailable',
  timeout: 'keychain_timeout',
}
