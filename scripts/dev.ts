import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolveConfig } from 'electron-vite'
import { build, createServer, type InlineConfig } from 'vite'
import { hostThatStarts } from './choose-host.ts'
import { describeHost, type Host } from './electron.ts'
import { root } from './run.ts'
import { hasScreen } from './screen.ts'
import { ensureSystemPackages } from './system-packages.ts'

// The app while it is written: a change of the window's files is shown in the open window, a change of main or preload starts the
// app again. Arguments go to the app: npm run dev -- --inspect
//
// Not `electron-vite dev`, because that starts the next app before the previous one has quit and released the
// single-instance lock.

/** Watches one part of the app. Resolves when it was built for the first time; calls back at every later time. */
async function watch(config: InlineConfig, onRebuilt: () => void): Promise<void> {
  const watcher = await build(config)
  if (!('on' in watcher)) throw new Error('Vite did not start to watch.')
  await new Promise<void>((resolve) => {
    let isBuilt = false
    watcher.on('event', (event) => {
      if (event.code === 'ERROR') console.error(event.error.message)
      if (event.code !== 'END') return
      if (isBuilt) onRebuilt()
      isBuilt = true
      resolve()
    })
  })
}

/** Runs the app until it quits by itself, and restarts it on request. */
function runApp(host: Host, env: NodeJS.ProcessEnv): { restart(): void } {
  // Chromium refuses to run as root with its sandbox.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  const args = [...(isRoot ? ['--no-sandbox'] : []), root, ...process.argv.slice(2)]
  let isRestarting = false
  let app = start()

  function start(): ChildProcess {
    const child = spawn(host.path, args, { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', fail)
    child.on('exit', (code) => {
      if (!isRestarting) process.exit(code ?? 1)
    })
    return child
  }

  async function restart(): Promise<void> {
    if (isRestarting) return
    isRestarting = true
    console.log('dev: main or preload was rebuilt; the app starts again')
    const ended = once(app, 'exit')
    app.kill()
    await ended
    isRestarting = false
    app = start()
  }

  // Ctrl+C reaches the app by itself: a second SIGINT would kill Electron while it closes.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => app.kill('SIGTERM'))
  return { restart: () => void restart().catch(fail) }
}

function fail(thrown: unknown): never {
  console.error(thrown instanceof Error ? thrown.message : String(thrown))
  process.exit(1)
}

async function main(): Promise<void> {
  if (!hasScreen() && process.env['MOORING_HEADLESS'] !== '1') {
    throw new Error('There is no screen to show a window on. Without one, set MOORING_HEADLESS=1.')
  }
  const host = hostThatStarts()
  console.log(describeHost(host))
  if (host.kind === 'stand-in') ensureSystemPackages(['chromium'])

  const { config } = await resolveConfig(
    { root, logLevel: 'warn', build: { watch: {} } },
    'serve',
    'development',
  )
  if (!config?.main || !config.preload || !config.renderer) {
    throw new Error('electron.vite.config.ts has no main, preload or renderer.')
  }
  const server = await createServer(config.renderer)
  await server.listen()
  const page = server.resolvedUrls?.local[0]
  if (page === undefined) throw new Error('The development server has no address.')

  let app: ReturnType<typeof runApp> | null = null
  await watch(config.main, () => app?.restart())
  await watch(config.preload, () => app?.restart())
  app = runApp(host, { MOORING_DEV_PAGE: page })
  console.log(`dev: the page comes from ${page}`)
}

main().catch(fail)
