import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoginItemSettings, Settings } from 'electron'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isHiddenStart, loginStart } from '../../electron/main/system/login-start.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-login-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const unset: LoginItemSettings = {
  openAtLogin: false,
  wasOpenedAtLogin: false,
  status: 'not-registered',
  executableWillLaunchAtLogin: false,
  launchItems: [],
}

/** An installed app, and what it told the system. */
function installed(found: () => Partial<LoginItemSettings> = () => ({})) {
  const told: Settings[] = []
  return {
    told,
    isPackaged: true,
    getPath: () => folder,
    getLoginItemSettings: () => ({ ...unset, ...found() }),
    setLoginItemSettings: (settings: Settings) => void told.push(settings),
  }
}

test('only an installed app is started by the system', () => {
  const login = loginStart({ ...installed(), isPackaged: false }, 'linux', '/bin/node')
  expect([login.read(), login.change(true)]).toEqual(['unavailable', 'unavailable'])
})

describe('on Linux', () => {
  const file = () => join(folder, 'autostart/mooring.desktop')

  test('a file in the user’s autostart folder starts the program hidden, and is removed again', () => {
    const login = loginStart(installed(), 'linux', '/opt/Mooring/mooring')
    expect(login.read()).toBe('off')
    expect(login.change(true)).toBe('on')
    const lines = readFileSync(file(), 'utf8').split('\n')
    expect(lines).toContain('Exec="/opt/Mooring/mooring" --hidden')
    expect(lines).toContain('TryExec=/opt/Mooring/mooring')
    expect(login.change(false)).toBe('off')
    expect(existsSync(file())).toBe(false)
  })

  test('the file is a valid desktop entry, whatever the program is called', () => {
    const odd = join(folder, `My "apps" $5 100% \\ \`x\` Ω.AppImage`)
    loginStart(installed(), 'linux', odd).change(true)
    execFileSync('desktop-file-validate', [file()])
    writeFileSync(odd, '#!/bin/sh\nexit 0\n')
    chmodSync(odd, 0o755)
    // As a desktop reads the line: escapes of the file, then those in the quotes, then field codes.
    const exec = /^Exec=(.*)$/m.exec(readFileSync(file(), 'utf8'))?.[1] ?? ''
    const quoted = /^"(.*)" --hidden$/.exec(exec.replaceAll('\\\\', '\\'))?.[1] ?? ''
    expect(quoted.replace(/\\(["`$\\])/g, '$1').replaceAll('%%', '%')).toBe(odd)
  })

  test('turned off in the desktop’s own settings is off, and a file that was changed by the user stays', () => {
    const login = loginStart(installed(), 'linux', '/opt/Mooring/mooring')
    login.change(true)
    const written = readFileSync(file(), 'utf8')
    for (const line of ['Hidden=true', 'X-GNOME-Autostart-enabled=false']) {
      writeFileSync(file(), `${written.replace('X-GNOME-Autostart-enabled=true\n', '')}${line}\n`)
      expect(login.read()).toBe('off')
    }
    const delayed = `${written}X-GNOME-Autostart-Delay=10\n`
    writeFileSync(file(), delayed)
    expect([login.read(), readFileSync(file(), 'utf8')]).toEqual(['on', delayed])
  })

  test('an AppImage that was moved is started where it is now', () => {
    loginStart(installed(), 'linux', '/home/a/Mooring-1.AppImage').change(true)
    loginStart(installed(), 'linux', '/home/a/Apps/Mooring-2.AppImage').read()
    const moved = readFileSync(file(), 'utf8')
    expect(moved).toContain('Exec="/home/a/Apps/Mooring-2.AppImage" --hidden')
    expect(moved).toContain('TryExec=/home/a/Apps/Mooring-2.AppImage')
  })

  test('a folder that can’t be written is told', () => {
    writeFileSync(join(folder, 'autostart'), '')
    const login = loginStart(installed(), 'linux', '/opt/Mooring/mooring')
    expect(() => login.change(true)).toThrow('file_unwritable')
    expect(login.read()).toBe('off')
  })
})

test('on Windows the program is started with an argument, and a start that the Task Manager forbids is told', () => {
  let openAtLogin = false
  let executableWillLaunchAtLogin = false
  const app = installed(() => ({ openAtLogin, executableWillLaunchAtLogin }))
  const login = loginStart(app, 'win32', 'C:\\Mooring\\mooring.exe')
  expect(login.read()).toBe('off')
  openAtLogin = true
  executableWillLaunchAtLogin = true
  expect(login.change(true)).toBe('on')
  executableWillLaunchAtLogin = false
  expect(login.read()).toBe('blocked')
  login.change(false)
  expect(app.told).toEqual([
    { openAtLogin: true, args: ['--hidden'] },
    { openAtLogin: false, args: ['--hidden'] },
  ])
})

test.each<[status: LoginItemSettings['status'], state: string]>([
  ['not-registered', 'off'],
  ['enabled', 'on'],
  ['requires-approval', 'blocked'],
  ['not-found', 'off'],
])('on macOS %s is %s', (status, state) => {
  const app = installed(() => ({ status }))
  const login = loginStart(app, 'darwin', '/Applications/Mooring.app')
  expect([login.read(), login.change(true), app.told]).toEqual([state, state, [{ openAtLogin: true }]])
})

test.each<[platform: NodeJS.Platform, argv: string[], wasOpenedAtLogin: boolean, isHidden: boolean]>([
  ['linux', ['mooring', '--hidden'], false, true],
  ['win32', ['mooring.exe', '--hidden'], false, true],
  ['linux', ['mooring'], true, false],
  ['darwin', ['Mooring'], true, true],
  ['darwin', ['Mooring', '--hidden'], false, false],
])('on %s a start of %j is hidden as the system says', (platform, argv, wasOpenedAtLogin, isHidden) => {
  expect(
    isHiddenStart(
      installed(() => ({ wasOpenedAtLogin })),
      { platform, argv },
    ),
  ).toBe(isHidden)
})
