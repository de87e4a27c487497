import { spawn } from 'node:child_process'
import { describeHost, findHost, type Host } from './electron.ts'
import { buildApp, root } from './run.ts'

function start(): void {
  const host = findHost({ download: true })
  if (host.kind === 'stand-in') {
    console.log(describeHost(host))
    if (!hasScreen())
      throw new Error('There is no screen to show a window on. To see the app work without one: npm run demo')
  }
  buildApp()
  run(host)
}

/** Ends with the app, and ends it when told to stop. */
function run(host: Host): void {
  const child = spawn(host.path, [root], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(error))
  child.on('exit', (code) => process.exit(code ?? 1))
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
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
