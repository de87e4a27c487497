import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from 'electron'
import type { LoginState } from '../../../shared/models/app.ts'
import { AppError } from '../core/errors.ts'

/** The argument of a start without a window. */
export const hiddenArgument = '--hidden'

/** Whether the system starts Mooring when the user logs in, and the switch for it. The system keeps it, not Mooring's settings. */
export interface LoginStart {
  read(): LoginState
  /** @throws AppError `file_unwritable` */
  change(isOn: boolean): LoginState
}

type LoginApp = Pick<App, 'isPackaged' | 'getPath' | 'getLoginItemSettings' | 'setLoginItemSettings'>

/** @param program the file to start: an AppImage's own, because what it mounts is elsewhere at each start */
export function loginStart(app: LoginApp, platform: NodeJS.Platform, program: string): LoginStart {
  if (!app.isPackaged) return { read: () => 'unavailable', change: () => 'unavailable' }
  if (platform !== 'linux') return loginItem(app, platform)
  return autostartFile(join(app.getPath('appData'), 'autostart', 'mooring.desktop'), program)
}

/** Whether this process was started to go on without a window. */
export function isHiddenStart(
  app: Pick<App, 'getLoginItemSettings'>,
  { platform, argv }: Pick<NodeJS.Process, 'platform' | 'argv'>,
): boolean {
  // macOS passes no arguments to what it starts at login.
  if (platform === 'darwin') return app.getLoginItemSettings().wasOpenedAtLogin
  return argv.includes(hiddenArgument)
}

function loginItem(app: LoginApp, platform: NodeJS.Platform): LoginStart {
  const args = platform === 'win32' ? { args: [hiddenArgument] } : {}
  const read = (): LoginState => {
    const settings = app.getLoginItemSettings(args)
    if (platform === 'darwin') {
      if (settings.status === 'requires-approval') return 'blocked'
      return settings.status === 'enabled' ? 'on' : 'off'
    }
    if (!settings.openAtLogin) return 'off'
    // Turned off in the Task Manager or in the system's settings.
    return settings.executableWillLaunchAtLogin ? 'on' : 'blocked'
  }
  return {
    read,
    change: (isOn) => {
      app.setLoginItemSettings({ openAtLogin: isOn, ...args })
      return read()
    },
  }
}

/** @see the Desktop Application Autostart Specification, and the Desktop Entry Specification for the file */
function autostartFile(file: string, program: string): LoginStart {
  const content = entryOf(program)
  const read = (): LoginState => {
    const found = readOr(file)
    if (found === null || /^(Hidden=true|X-GNOME-Autostart-enabled=false)$/m.test(found)) return 'off'
    return 'on'
  }
  repair(file, readOr(file) ?? '', content)
  const change = (isOn: boolean): LoginState => {
    try {
      if (isOn) {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        writeFileSync(file, content)
      } else rmSync(file, { force: true })
      return read()
    } catch (thrown) {
      const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
      throw new AppError('file_unwritable', { cause })
    }
  }
  return { read, change }
}

/** An AppImage that was moved, or has another name since its update, is started where it is now. Other lines of the user's stay. */
function repair(file: string, found: string, content: string): void {
  const repaired = ['Exec', 'TryExec'].reduce((text, key) => {
    const line = new RegExp(`^${key}=.*$`, 'm')
    return text.replace(line, () => line.exec(content)?.[0] ?? '')
  }, found)
  if (repaired === found) return
  try {
    writeFileSync(file, repaired)
  } catch {
    // The switch in Settings says why, when it is used.
  }
}

function entryOf(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Mooring',
    'Comment=Refreshes linked connections, without a window',
    `Exec=${execOf(program)} ${hiddenArgument}`,
    // A program that is gone is not started, and nobody is told.
    `TryExec=${stringOf(program)}`,
    'Icon=mooring',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** Quoted for Exec, where % begins a field code. */
function execOf(program: string): string {
  return stringOf(`"${program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`)
}

function stringOf(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function readOr(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Missing, or not readable: the system does not start it either.
    return null
  }
}
