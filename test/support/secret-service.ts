import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface SecretService {
  /** What a process needs to reach it: add to its environment. */
  env: Record<string, string>
  /** Locks the keyring; nobody is there to answer a prompt. */
  lock(): void
  stop(): void
}

/**
 * A real Secret Service: gnome-keyring on a D-Bus session and with a home of its own, unlocked with an empty password as a login
 * would do it. Asked for something in the very moment in which it reads the password it stays locked for good: then another is started.
 */
export async function startSecretService(): Promise<SecretService> {
  for (let tries = 0; tries < 10; tries++) {
    const bus = await startBus()
    const env = { ...process.env, ...bus.env }
    execFileSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
      env,
      input: '\n',
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    await pause(300)
    if (await isUnlocked(env)) return { env: bus.env, lock: () => lockKeyring(env), stop: () => bus.stop() }
    bus.stop()
  }
  throw new Error('gnome-keyring did not come up')
}

function lockKeyring(env: NodeJS.ProcessEnv): void {
  callSecrets(env, 'org.freedesktop.Secret.Service.Lock', "['/org/freedesktop/secrets/collection/login']")
}

export interface Bus {
  env: Record<string, string>
  stop(): void
}

/** A D-Bus session on which nothing answers for secrets. */
export async function startBus(): Promise<Bus> {
  const home = mkdtempSync(join(tmpdir(), 'mooring-home-'))
  mkdirSync(join(home, 'services'))
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    // No service files: nothing is started behind our back.
    env: { ...process.env, XDG_DATA_DIRS: join(home, 'services'), XDG_DATA_HOME: join(home, 'services') },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = await firstLine(bus)
  return {
    env: {
      DBUS_SESSION_BUS_ADDRESS: address,
      HOME: home,
      XDG_DATA_HOME: join(home, '.local/share'),
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_RUNTIME_DIR: home,
    },
    stop: () => {
      bus.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error('dbus-daemon did not start')))
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve)
  })
}

/** The daemon takes a moment to claim its name, and to make the login collection. */
async function isUnlocked(env: NodeJS.ProcessEnv): Promise<boolean> {
  for (let tries = 0; tries < 10; tries++) {
    if (collections(env).includes('collection/login')) return true
    await pause(100)
  }
  return false
}

function collections(env: NodeJS.ProcessEnv): string {
  try {
    return callSecrets(
      env,
      'org.freedesktop.DBus.Properties.Get',
      'org.freedesktop.Secret.Service',
      'Collections',
    )
  } catch {
    // Not on the bus yet.
    return ''
  }
}

function callSecrets(env: NodeJS.ProcessEnv, method: string, ...args: string[]): string {
  const target = ['--dest=org.freedesktop.secrets', '--object-path=/org/freedesktop/secrets']
  return execFileSync('gdbus', ['call', '--session', ...target, `--method=${method}`, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
