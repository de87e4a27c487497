import { shell } from 'electron'
import { AppError } from '../core/errors.ts'
import { startProgram } from './start-program.ts'

/** Windows hands no longer address than this to a browser. */
const longestUrl = 2083
const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * Opens the system browser, or the program that the person chose: https, or http on this computer, and nothing else, because a file, a
 * share or another scheme would be handed to whatever program claims it.
 *
 * @param program null for the system's browser
 * @throws AppError `browser_unavailable`, `endpoint_insecure`
 * @see RFC 8252 section 8.12
 */
export async function openInBrowser(url: string, program: string | null): Promise<void> {
  if (!isOpenable(url)) throw new AppError('endpoint_insecure')
  if (program !== null) return startProgram(program, url)
  try {
    await shell.openExternal(url)
  } catch (thrown) {
    throw new AppError('browser_unavailable', {}, { cause: thrown })
  }
}

export function isOpenable(text: string): boolean {
  const url = URL.parse(text)
  if (!url || text.length > longestUrl || url.username !== '' || url.password !== '') return false
  if (!/^[\x21-\x7e]+$/.test(text)) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname))
}
