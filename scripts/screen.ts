import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** Whether there is a screen to show a window on. */
export function hasScreen(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}

/**
 * Whether something listens where the environment names a screen. A remote display counts as one: it can't be known without asking it.
 *
 * @param sockets the kernel's list of local sockets, which holds those without a file too
 */
export function screenAnswers(env: NodeJS.ProcessEnv, sockets = localSockets()): boolean {
  const { DISPLAY: display = '', WAYLAND_DISPLAY: wayland = '', XDG_RUNTIME_DIR: folder = '' } = env
  const listens = (socket: string) => existsSync(socket) || sockets.includes(socket)
  const hasWayland = wayland !== '' && listens(isAbsolute(wayland) ? wayland : join(folder, wayland))
  const number = /^:(\d+)(?:\.\d+)?$/.exec(display)?.[1]
  return hasWayland || (number === undefined ? display !== '' : listens(`/tmp/.X11-unix/X${number}`))
}

function localSockets(): string {
  try {
    return readFileSync('/proc/net/unix', 'utf8')
  } catch {
    // This kernel has no such list.
    return ''
  }
}
