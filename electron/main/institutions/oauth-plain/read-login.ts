import { AppError } from '../../core/errors.ts'
import type { LoginContext } from '../model/profile.ts'
import { parseExactJson } from '../values/exact-json.ts'

const longest = 200

/**
 * Asks the login address who signed in.
 *
 * @param path of the login in the JSON, such as `user.login` or `logins.0.id`
 * @throws AppError `login_unreadable` when the answer has no text or number there; `server_unavailable`, and why the network failed
 */
export async function readLogin(
  { http, accessToken, signal }: LoginContext,
  address: string,
  path: string,
): Promise<string> {
  const { host } = new URL(address)
  const response = await http.fetch(address, {
    headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
    signal,
  })
  const { status } = response
  if (status >= 500) throw new AppError('server_unavailable', { host, status })
  const login = status === 200 ? textAt(jsonOf(await response.text()), path) : null
  if (login === null) throw new AppError('login_unreadable', { host, status })
  return login
}

function jsonOf(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    // Not JSON: the caller reports it.
    return null
  }
}

function textAt(body: unknown, path: string): string | null {
  const found = path.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    return (value as Record<string, unknown>)[name]
  }, body)
  const text = typeof found === 'number' ? String(found) : found
  if (typeof text !== 'string' || text.trim() === '' || text.length > longest) return null
  // oxlint-disable-next-line no-control-regex -- finds control characters
  return /[\x00-\x1f\x7f]/.test(text) ? null : text.trim()
}
