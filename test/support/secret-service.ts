import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface SecretService {
  /** What a process needs to reach it: add to its environment. */
  env: Record<string, string>
  /** Locks the keyring; nobody is there to answer a prompt. */
  lock(): void
  /** Holds the daemon still, as a prompt does that nobody has answered yet. @returns how to let it go on */
  hold(): () => void
  /** Stops the daemon, as a crash does; the bus and the keyring's file stay. */
  kill(): Promise<void>
  /** Starts a new daemon on the same bus, with the same keyring, unlocked. */
  startAgain(): Promise<void>
  /** As a user does who deletes the keyring: a new, empty one takes its place. */
  empty(): Promise<void>
  stop(): void
}

/**
 * A real Secret Service: gnome-keyring on a D-Bus session and with a home of its own, unlocked with an empty password as a login
 * would do it. A request at the moment in which it reads the password leaves it locked for good: then another one is started.
 */
export async function startSecretService(): Promise<SecretService> {
  for (let tries = 0; tries < 10; tries++) {
    const bus = await startBus()
    const env = { ...process.env, ...bus.env }
    startDaemon(env)
    await pause(300)
    if (await isUnlocked(env)) {
      return {
        env: bus.env,
        lock: () => lockKeyring(env),
        hold: () => holdDaemon(env),
        kill: () => killDaemon(env),
        startAgain: () => startAgain(env),
        empty: async () => {
          await killDaemon(env)
          rmSync(join(bus.env['XDG_DATA_HOME'] ?? '', 'keyrings'), { recursive: true, force: true })
          await startAgain(env)
        },
        stop: () => bus.stop(),
      }
    }
    bus.stop()
  }
  throw new Error('gnome-keyring did not come up')
}

function startDaemon(env: NodeJS.ProcessEnv): void {
  execFileSync('gnome-keyring-daemon', ['--unlock', '--components=secrets'], {
    env,
    input: '\n',
    stdio: ['pipe', 'ignore', 'ignore'],
  })
}

async function startAgain(env: NodeJS.ProcessEnv): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    startDaemon(env)
    await pause(300)
    if ((await isUnlocked(env)) && !isLocked(env)) return
    await killDaemon(env)
  }
  throw new Error('gnome-keyring did not come up again')
}

function holdDaemon(env: NodeJS.ProcessEnv): () => void {
  const pid = pidOf(env)
  process.kill(pid, 'SIGSTOP')
  return () => void process.kill(pid, 'SIGCONT')
}

function pidOf(env: NodeJS.ProcessEnv): number {
  const [pid] = /\d+(?=,\))/.exec(callBus(env, 'GetConnectionUnixProcessID', secretsName)) ?? []
  return Number(pid)
}

const secretsName = "'org.freedesktop.secrets'"

/** Ends the process that owns the name on this bus, and waits until the name is free. */
async function killDaemon(env: NodeJS.ProcessEnv): Promise<void> {
  if (!callBus(env, 'NameHasOwner', secretsName).includes('true')) return
  process.kill(pidOf(env), 'SIGKILL')
  while (callBus(env, 'NameHasOwner', secretsName).includes('true')) await pause(20)
}

function callBus(env: NodeJS.ProcessEnv, method: string, ...args: string[]): string {
  const target = ['--dest=org.freedesktop.DBus', '--object-path=/org/freedesktop/DBus']
  return execFileSync(
    'gdbus',
    ['call', '--session', ...target, `--method=org.freedesktop.DBus.${method}`, ...args],
    { env, encoding: 'utf8' },
  )
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
  const config = join(home, 'bus.conf')
  writeFileSync(config, busConfig(home))
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address'], {
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

/** Without a folder of services: the system's own would be started as soon as a client requests its name. */
function busConfig(folder: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>`
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => reject(new Error('dbus-daemon did not start')))
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve)
  })
}

/** The daemon takes a moment to register its name and to make the login collection. */
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

function isLocked(env: NodeJS.ProcessEnv): boolean {
  const answer = callObject(
    env,
    '/org/freedesktop/secrets/collection/login',
    'org.freedesktop.DBus.Properties.Get',
    'org.freedesktop.Secret.Collection',
    'Locked',
  )
  return answer.includes('true')
}

function callSecrets(env: NodeJS.ProcessEnv, method: string, ...args: string[]): string {
  return callObject(env, '/org/freedesktop/secrets', method, ...args)
}

function callObject(env: NodeJS.ProcessEnv, path: string, method: string, ...args: string[]): string {
  const target = ['--dest=org.freedesktop.secrets', `--object-path=${path}`]
  return execFileSync('gdbus', ['call', '--session', ...target, `--method=${method}`, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
