import { join } from 'node:path'
import { hostThatStarts } from './choose-host.ts'
import { describeHost } from './electron.ts'
import { runInForeground } from './foreground.ts'
import { buildApp, root } from './run.ts'
import { hasScreen, screenAnswers } from './screen.ts'
import { ensureSystemPackages } from './system-packages.ts'

function start(): void {
  if (!hasScreen()) return playDemo('There is no screen to show a window on')
  if (process.platform === 'linux' && !screenAnswers(process.env)) {
    const { DISPLAY: x = '', WAYLAND_DISPLAY: wayland = '' } = process.env
    return playDemo(`No screen answers at DISPLAY=${x} or WAYLAND_DISPLAY=${wayland}`)
  }
  const host = hostThatStarts()
  console.log(describeHost(host))
  if (host.kind === 'stand-in') ensureSystemPackages(['chromium'])
  buildApp()
  // Chromium refuses to run as root with its sandbox, in Electron too.
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  if (isRoot)
    console.log('Started as root, so Chromium’s own sandbox is off. Start it as an ordinary user to have it.')
  runInForeground(host.path, [...(isRoot ? ['--no-sandbox'] : []), root, ...process.argv.slice(2)])
}

/** The main job all the same: its steps, and a picture of each. */
function playDemo(why: string): void {
  if (process.env['MOORING_HOST'] === 'electron')
    throw new Error(`${why}, and Electron needs one. Without MOORING_HOST=electron this plays the demo.`)
  console.log(`${why}, so this plays the demo: the same app in a browser without one.`)
  // Nor would the demo's own browser find one.
  const noScreen = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined }
  runInForeground(process.execPath, [join(root, 'scripts/demo.ts')], noScreen)
}

try {
  start()
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown))
  process.exitCode = 1
}
