import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { app, shell } from 'electron'
import { AppError } from '../core/errors.ts'
import { startProgram } from './start-program.ts'

/** The longest that Windows hands to a browser: 2083 with the quotes that Electron adds (Electron, `shell.openExternal`). */
const longestUrl = 2081
const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost'])

/**
 * Opens the system browser, or the program that the user chose: https, or http on this computer, and nothing else, because a file, a
 * share or another scheme would be handed to whatever program claims it.
 *
 * @param program null for the system's browser
 * @param env with the `PATH` and `BROWSER` that `xdg-open` looks at
 * @throws AppError `browser_unavailable`, `endpoint_insecure`
 * @see RFC 8252 section 8.12
 */
export async function openInBrowser(
  url: string,
  program: string | null,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (!isOpenable(url)) throw new AppError('endpoint_insecure')
  if (program !== null) return startProgram(program, url)
  if (process.platform === 'linux' && !hasBrowser(env, app.getApplicationNameForProtocol('https://'))) {
    throw new AppError('browser_unavailable')
  }
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

/** What `xdg-open` tries on a desktop that has no preference (xdg-utils, `open_generic`). */
const usualBrowsers = [
  'x-www-browser',
  'firefox',
  'epiphany',
  'konqueror',
  'chromium',
  'chromium-browser',
  'google-chrome',
]

/**
 * Whether Linux can open an address. Electron starts `xdg-open` and does not wait for its end, so that a browser which is not there
 * looks like one that opened.
 *
 * @param name of the program that the desktop opens addresses with; empty for none
 */
export function hasBrowser(env: NodeJS.ProcessEnv, name: string): boolean {
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder !== '')
  const isThere = (program: string) => folders.some((folder) => isExecutable(join(folder, program)))
  return isThere('xdg-open') && (name !== '' || Boolean(env['BROWSER']) || usualBrowsers.some(isThere))
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not the user's to run.
    return false
  }
}
