import { spawn } from 'node:child_process'
import { describeHost, findHost, type Host } from './electron.ts'
import { buildApp, root } from './run.ts'
import { hasScreen } from './screen.ts'
import { ensureSystemPackages } from './system-packages.ts'

function start(): void {
  const host = findHost({ download: true })
  if (host.kind === 'stand-in') {
    console.log(describeHost(host))
    ensureSystemPackages(['chromium'])
  }
  if (!hasScreen()) {
    throw new Error('There is no screen to show a window on. To see the app work without one: npm run demo')
  }
  buildApp()
  run(host)
}

/** Ends with the app, and asks it to quit when told to stop. */
function run(host: Host): void {
  // Chromium refuses to run as root with its sandbox, in Electron too.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  if (isRoot)
    console.log('Started as root, so Chromium’s own sandbox is off. Start it as a person to have it.')
  const child = spawn(host.path, [...(isRoot ? ['--no-sandbox'] : []), root], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', fail)
  child.on('exit', (code) => process.exit(code ?? 1))
}

function fail(thrown: unknown): void {
  console.error(thrown instanceof Error ? thrown.message : String(thrown))
  process.exit(1)
}

try {
  start()
} catch (thrown) {
  fail(thrown)
}
