import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { pbkdf2Sync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBus } from './secret-service.ts'

// KWallet as the Secret Service of a session, without a screen, with one wallet that the login has opened.

/** Its Secret Service agrees on a key with each program, which QCA does in a plugin that KWallet's package does not bring. */
const isInstalled =
  existsSync('/usr/bin/kwalletd5') && globSync('/usr/lib/*/qca-qt5/crypto/libqca-ossl.so').length > 0

/** Why it can't be tried here; null if it can. */
export const kWalletMissing = isInstalled
  ? null
  : 'KWallet is not installed: apt-get install --no-install-recommends libkf5wallet-bin libqca-qt5-2-plugins'

export interface KWallet {
  /** What a process needs to reach it. */
  env: Record<string, string>
  /** How many secrets the wallet has. */
  countItems(): number
  /** Closes the wallet, ends the daemon, and starts it again with the same file. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export async function startKWallet(): Promise<KWallet> {
  const bus = await startBus()
  const home = bus.env['HOME'] ?? ''
  const env = { ...process.env, ...bus.env, QT_QPA_PLATFORM: 'offscreen' }
  const salt = randomBytes(56)
  mkdirSync(join(home, '.config'), { recursive: true })
  writeFileSync(join(home, '.config/kwalletrc'), settings)
  mkdirSync(join(home, '.local/share/kwalletd'), { recursive: true })
  writeFileSync(join(home, '.local/share/kwalletd/kdewallet.salt'), salt)
  const hash = loginHash('only a test', salt)

  let program = await open(hash, env)
  const restart = async () => {
    // It writes its file five seconds after a change, or when the wallet is closed: a signal before that loses the change.
    callWallet(env, 'close', ['kdewallet', 'true'])
    await end(program, 'SIGTERM')
    program = await open(hash, env)
  }
  // It offers the wallets that it found when it started, and it has made this one after that.
  await restart()
  return {
    env: bus.env,
    countItems: () => countItems(env),
    restart,
    stop: async () => {
      await end(program, 'SIGKILL')
      bus.stop()
    },
  }
}

/** Asks for nothing, because nobody is there to answer. */
const settings = `[Wallet]
Enabled=true
First Use=false
Default Wallet=kdewallet
Prompt on Open=false
[org.freedesktop.secrets]
apiEnabled=true
`

/** What kwallet-pam makes of the password of a login. */
function loginHash(password: string, salt: Buffer): Buffer {
  return pbkdf2Sync(password, salt, 50_000, 56, 'sha512')
}

/** Starts it and opens the wallet as kwallet-pam does at a login, which makes the wallet if there is none. */
async function open(hash: Buffer, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const program = spawn('kwalletd5', [], { env, stdio: 'ignore' })
  const bytes = `[${[...hash].join(', ')}]`
  for (let tries = 0; tries < 300; tries++) {
    callWallet(env, 'pamOpen', ['kdewallet', bytes, '0'])
    if (callWallet(env, 'isOpen', ['kdewallet']).includes('true')) return program
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  program.kill('SIGKILL')
  throw new Error('KWallet did not come up')
}

async function end(program: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const ended = once(program, 'exit')
  program.kill(signal)
  await ended
}

function countItems(env: NodeJS.ProcessEnv): number {
  const property = ['org.freedesktop.Secret.Collection', 'Items']
  const method = 'org.freedesktop.DBus.Properties.Get'
  const items = callBus(env, 'org.freedesktop.secrets', collection, method, property)
  return items.match(/'\/org\//g)?.length ?? 0
}

const collection = '/org/freedesktop/secrets/collection/kdewallet'

function callWallet(env: NodeJS.ProcessEnv, method: string, args: string[]): string {
  return callBus(env, 'org.kde.kwalletd5', '/modules/kwalletd5', `org.kde.KWallet.${method}`, args)
}

/** @returns the answer as text; empty when it is an error, or nothing has that name yet */
function callBus(env: NodeJS.ProcessEnv, name: string, path: string, method: string, args: string[]): string {
  try {
    return execFileSync('gdbus', ['call', '--session', '-d', name, '-o', path, '-m', method, ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return ''
  }
}
