import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import type { Shell } from 'electron'
import { hasScreen } from '../../scripts/screen.ts'

const openers: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** An opener may go on running as the browser itself. */
const patienceMs = 3000

/**
 * The system's browser and file manager by the system's own opener. As in Electron, on Linux it does not wait for the opener, nor hear that
 * there is none (platform_util_linux.cc, `OpenExternal`).
 */
export const shell: Pick<Shell, 'openExternal' | 'showItemInFolder'> = {
  openExternal: async (url) => {
    if (!hasScreen() && !process.env['BROWSER']) {
      throw new Error('there is no screen to show a browser on')
    }
    const [command = 'xdg-open', ...args] = openers[process.platform] ?? []
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    child.unref()
    if (process.platform === 'linux') return void child.once('error', () => undefined)
    await new Promise<void>((resolve, reject) => {
      child.once('error', () => reject(new Error(`${command} is not installed, so no browser can be opened`)))
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('no browser answers'))))
      setTimeout(resolve, patienceMs).unref()
    })
  },
  /** Opens the folder. Says nothing where there is no file manager, as Electron's does. */
  showItemInFolder: (fullPath) => {
    if (!hasScreen()) return
    const [command = 'xdg-open', ...args] = openers[process.platform] ?? []
    const child = spawn(command, [...args, dirname(fullPath)], { stdio: 'ignore', detached: true })
    child.on('error', () => {})
    child.unref()
  },
}
