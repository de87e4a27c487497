import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A desktop that does not answer in this time shows no icons. */
const limitMs = 2000

const name = 'org.kde.StatusNotifierWatcher'
const path = '/StatusNotifierWatcher'
const property = 'IsStatusNotifierHostRegistered'

/** GLib's and systemd's. A desktop has one of them, and each starts in milliseconds. */
const questions: [program: string, args: string[]][] = [
  [
    'gdbus',
    // prettier-ignore
    ['call', '--session', `--timeout=${limitMs / 1000}`, `--dest=${name}`, `--object-path=${path}`, '--method=org.freedesktop.DBus.Properties.Get', name, property],
  ],
  ['busctl', ['--user', '--auto-start=no', 'get-property', name, path, name, property]],
]

/**
 * Whether the desktop shows icons of apps. macOS and Windows always do. Linux is asked on the session bus, as Chromium does before it
 * offers an icon there; without that an icon would be shown to nobody.
 *
 * @see the specification StatusNotifierItem, section StatusNotifierWatcher
 */
export async function hasTray({ platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>): Promise<boolean> {
  if (platform !== 'linux') return true
  for (const [program, args] of questions) {
    try {
      const { stdout } = await run(program, args, { env, timeout: limitMs, encoding: 'utf8' })
      // `(<true>,)`, and `b true`.
      return /\btrue\b/.test(stdout)
    } catch (thrown) {
      // Only a program that is not installed leaves the question to the next one.
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) return false
    }
  }
  return false
}
