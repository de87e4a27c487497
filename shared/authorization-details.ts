import type { AuthorizationDetails } from './models/authorization-details.ts'

const mostLength = 8000

/**
 * Reads what a user typed: one object, or a list of them, each with a type (RFC 9396 section 2).
 *
 * @returns null if it can't be used; an empty list for nothing
 */
export function readAuthorizationDetails(text: string): AuthorizationDetails | null {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    const list: unknown[] = Array.isArray(value) ? value : [value]
    const isUsable = list.length <= 20 && list.every(isDetail) && JSON.stringify(list).length <= mostLength
    return isUsable ? (list as AuthorizationDetails) : null
  } catch {
    // Not JSON.
    return null
  }
}

function isDetail(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  const { type } = value
  return typeof type === 'string' && type !== '' && type.length <= 200
}
