import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './run.ts'

// npm run test:user, as root on Linux: the tests of the whole app in its window, and those of the keychain, of Chromium and of the
// stand-in, run by an ordinary user on a copy of the repository. Only then Chromium's own sandbox is on, and only then root's leftovers in
// the temporary folder can't be deleted, as on a computer where somebody has once run the tests with sudo. Of the page's own tests, whose
// main process is replaced, one file shows what the sandbox may change.

/** `nobody`, who owns nothing here. */
const user = 65534
const usual = [
  '--project=system',
  '--project=app',
  'test/e2e',
  'test/standin',
  'test/system',
  'test/sandbox',
  'test/connections/secret-service.test.ts',
  'test/renderer/connections.test.ts',
]
/** Where both users may write; a TMPDIR of root's own may not be for the other. */
const sharedTemporaryFolder = '/tmp'
const notCopied = new Set(['.git', 'out', 'dist', 'coverage', 'screenshots'])

function copyForUser(): string {
  const copy = mkdtempSync(join(sharedTemporaryFolder, 'mooring-user-'))
  const entries = readdirSync(root).filter((name) => !notCopied.has(name))
  runOrThrow('cp', ['-a', ...entries.map((name) => join(root, name)), copy])
  mkdirSync(join(copy, 'home'))
  runOrThrow('chown', ['-R', `${user}:${user}`, copy])
  return copy
}

function runOrThrow(command: string, args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
}

/** What a stand-in leaves that root started and that was killed. */
async function leaveLeftovers(): Promise<void> {
  const folder = mkdtempSync(join(sharedTemporaryFolder, 'mooring-root-'))
  const standIn = spawn(
    process.execPath,
    [join(root, 'test/standin/main.ts'), join(root, 'test/standin/fixture-app'), `--user-data-dir=${folder}`],
    {
      env: { ...process.env, TMPDIR: sharedTemporaryFolder, MOORING_HEADLESS: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const isStarted = new Promise<void>((resolve, reject) => {
    createInterface({ input: standIn.stderr }).on('line', (line) => {
      if (line.startsWith('DevTools listening')) resolve()
    })
    standIn.once('exit', () => reject(new Error('The stand-in did not start as root.')))
  })
  await isStarted
  const ended = new Promise((resolve) => standIn.once('close', resolve))
  standIn.kill('SIGKILL')
  await ended
}

async function main(): Promise<number> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new Error('Only root on Linux can run the tests as another user. As an ordinary user: npm test')
  }
  await leaveLeftovers()
  const copy = copyForUser()
  try {
    const as = ['--reuid', `${user}`, '--regid', `${user}`, '--clear-groups']
    const given = process.argv.slice(2)
    const isChosen = given.some((argument) => !argument.startsWith('-'))
    const test = [join(copy, 'scripts/test.ts'), '--report', 'user', ...(isChosen ? [] : usual), ...given]
    const { status } = spawnSync('setpriv', [...as, join(copy, 'node_modules/node/bin/node'), ...test], {
      cwd: copy,
      stdio: 'inherit',
      env: {
        ...process.env,
        TMPDIR: sharedTemporaryFolder,
        HOME: join(copy, 'home'),
        PATH: `${join(copy, 'node_modules/.bin')}:${process.env['PATH']}`,
      },
    })
    const reports = 'node_modules/.cache/mooring/reports'
    mkdirSync(join(root, reports), { recursive: true })
    cpSync(join(copy, reports, 'user.json'), join(root, reports, 'user.json'))
    return status ?? 1
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

main().then(
  (code) => (process.exitCode = code),
  (thrown: unknown) => {
    console.error(thrown instanceof Error ? thrown.message : String(thrown))
    process.exitCode = 1
  },
)
