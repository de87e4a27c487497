import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { Clipboard, Dialog, Session, Shell } from 'electron'

/** The system's browser by the system's own opener; rejects where there is none, as the real one does. */
export const shell = {
  openExternal: (url: string) =>
    new Promise<void>((resolve, reject) => {
      const [command = '', ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[
        String(process.platform)
      ] ?? ['xdg-open']
      const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
      child.once('error', () => reject(new Error('no program opens this address')))
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('no browser answers'))))
      child.unref()
    }),
} satisfies Pick<Shell, 'openExternal'>

export function makeClipboard() {
  let text = ''
  return {
    writeText: (written: string) => {
      text = written
      return undefined as never
    },
    readText: () => text as never,
  } satisfies Pick<Clipboard, 'writeText' | 'readText'>
}

/** Nothing is granted to a page of plain Chromium that runs headless or in a profile of its own: the handlers are only kept. */
export function makeSession() {
  return Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setDevicePermissionHandler: () => undefined,
    setDisplayMediaRequestHandler: () => undefined,
    resolveProxy: async () => 'DIRECT',
  } satisfies Pick<
    Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setDisplayMediaRequestHandler'
    | 'resolveProxy'
  >)
}

/** There is no menu bar around a page of Chromium: the template is kept, so that a test can read it. */
export const menu = {
  buildFromTemplate: (template: unknown[]) => ({ items: template }),
  setApplicationMenu: () => undefined,
  getApplicationMenu: () => null,
}

export const dialog = {
  showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}\n${content}\n`),
} satisfies Pick<Dialog, 'showErrorBox'>
