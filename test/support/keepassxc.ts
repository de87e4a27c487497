import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBus } from './secret-service.ts'

// KeePassXC as the Secret Service of a session, without a screen, with one database that is open and given to programs.

/** Why it can't be tried here; null if it can. */
export const keePassXcMissing = existsSync('/usr/bin/keepassxc')
  ? null
  : 'KeePassXC is not installed: apt-get install --no-install-recommends keepassxc'

const password = 'only a test'

export interface KeePassXc {
  /** What a process needs to reach it. */
  env: Record<string, string>
  /** Quits it, as at the end of a session, and starts it again with the same file. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startKeePassXc(): Promise<KeePassXc> {
  const bus = await startBus()
  const home = bus.env['HOME'] ?? ''
  const env = { ...process.env, ...bus.env, QT_QPA_PLATFORM: 'offscreen' }
  mkdirSync(join(home, '.config/keepassxc'), { recursive: true })
  writeFileSync(join(home, '.config/keepassxc/keepassxc.ini'), settings)
  const database = createDatabase(home, env)

  let program = open(database, env)
  await ready(env, 0)
  return {
    env: bus.env,
    restart: async () => {
      const items = countItems(env)
      await end(program, 'SIGTERM')
      program = open(database, env)
      await ready(env, items)
    },
    stop: async () => {
      await end(program, 'SIGKILL')
      bus.stop()
    },
  }
}

/** Asks for nothing, because nobody is there to answer. */
const settings = `[General]
ConfigVersion=2
UpdateCheckMessageShown=true
[GUI]
CheckForUpdates=false
[FdoSecrets]
Enabled=true
ShowNotification=false
ConfirmDeleteItem=false
ConfirmAccessItem=false
`

/** A database whose root group programs may use: KeePassXC keeps that choice inside the database. */
function createDatabase(folder: string, env: NodeJS.ProcessEnv): string {
  const [plain, xml, database] = ['plain.kdbx', 'plain.xml', 'secrets.kdbx'].map((name) => join(folder, name))
  if (!plain || !xml || !database) throw new Error('no names')
  const twice = `${password}\n${password}\n`
  run(['db-create', '-q', '--set-password', plain], twice, env)
  const exported = run(['export', '-q', plain], `${password}\n`, env)
  const root = /<Root>.*?<UUID>(.*?)<\/UUID>/s.exec(exported)?.[1] ?? ''
  const hex = Buffer.from(root, 'base64').toString('hex')
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '{$1-$2-$3-$4-$5}')
  const item = `<CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>${uuid}</Value></Item></CustomData>`
  writeFileSync(xml, exported.replace(/<CustomData\/>|(?=<\/Meta>)/, item))
  run(['import', '-q', '--set-password', xml, database], twice, env)
  return database
}

function run(args: string[], input: string, env: NodeJS.ProcessEnv): string {
  return execFileSync('keepassxc-cli', args, {
    env,
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
}

function open(database: string, env: NodeJS.ProcessEnv): ChildProcess {
  const program = spawn('keepassxc', ['--pw-stdin', database], { env, stdio: ['pipe', 'ignore', 'ignore'] })
  program.stdin?.end(`${password}\n`)
  return program
}

/** Kills it after a while if it does not end by itself: it may be asking whether to save. */
async function end(program: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const ended = new Promise((resolve) => program.once('exit', resolve))
  if (program.exitCode !== null || program.signalCode !== null) return
  program.kill(signal)
  const timer = setTimeout(() => program.kill('SIGKILL'), 3000)
  await ended
  clearTimeout(timer)
}

/** Waits until its collection is the default one, is unlocked, and has its items: it is named some time before. */
async function ready(env: NodeJS.ProcessEnv, items: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (isUnlocked(env) && countItems(env) >= items) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`KeePassXC did not come up with ${items} items`)
}

function isUnlocked(env: NodeJS.ProcessEnv): boolean {
  return property(env, 'Locked').includes('false')
}

function countItems(env: NodeJS.ProcessEnv): number {
  return property(env, 'Items').match(/\/collection\//g)?.length ?? 0
}

/** Of the default collection; nothing while there is none. */
function property(env: NodeJS.ProcessEnv, name: string): string {
  const alias = ask(env, '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.ReadAlias', 'default')
  const [collection] = /\/[\w/]*\/collection\/\w+/.exec(alias) ?? []
  const get = ['org.freedesktop.DBus.Properties.Get', 'org.freedesktop.Secret.Collection', name] as const
  return collection === undefined ? '' : ask(env, collection, ...get)
}

/** What a method answers; nothing while it can't. */
function ask(env: NodeJS.ProcessEnv, path: string, method: string, ...args: string[]): string {
  const call = ['call', '--session', '-d', 'org.freedesktop.secrets', '-o', path, '-m', method, ...args]
  try {
    return execFileSync('gdbus', call, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
