import type { ShortcutDetails } from 'electron'
import { expect, test } from 'vitest'
import { registerApp } from '../../electron/main/system/register-app.ts'
import { identifyToWindows } from '../../electron/main/system/windows-identity.ts'
import { packaging } from '../../scripts/packaging/config.ts'

/** What a start names itself. */
function namesOf(isPackaged: boolean): { model: string; activator: string } {
  const names = { model: '', activator: '' }
  const app = {
    isPackaged,
    setAppUserModelId: (id: string) => {
      names.model = id
    },
    setToastActivatorCLSID: (id: string) => {
      names.activator = id
    },
  }
  identifyToWindows(app, 'win32')
  return names
}

const classId = /^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/

test('an installed app is to Windows what its installer’s shortcut says [EL16]', () => {
  const { model, activator } = namesOf(true)
  expect(model).toBe(packaging({ system: 'win32', processor: 'x64' }).appId)
  expect(activator).toMatch(classId)
})

test('a development start is another program to Windows [EL16]', () => {
  const [own, other] = [namesOf(false), namesOf(true)]
  expect(own.activator).toMatch(classId)
  expect(own.model).not.toBe(other.model)
  expect(own.activator).not.toBe(other.activator)
})

// Electron has one of its functions on Windows alone, so the app would end at its first line.
test.each(['linux', 'darwin'] as const)(
  'a start on %s names itself nothing to Windows [EL16]',
  (platform) => {
    const refuse = () => {
      throw new TypeError('app.setToastActivatorCLSID is not a function')
    }
    const app = { isPackaged: true, setAppUserModelId: refuse, setToastActivatorCLSID: refuse }
    expect(() => identifyToWindows(app, platform)).not.toThrow()
  },
)

const program = 'C:\\Users\\a\\AppData\\Local\\Programs\\mooring\\Mooring.exe'

/** What is written into a Start menu that holds this shortcut, or none. */
function completed(found: ShortcutDetails | null): unknown[] {
  const written: unknown[] = []
  const shell = {
    readShortcutLink: () => {
      if (found === null) throw new Error('Failed to read shortcut link')
      return found
    },
    writeShortcutLink: (file: string, ...rest: unknown[]) => {
      written.push([file.replaceAll('\\', '/'), ...rest])
      return true
    },
  }
  const app = {
    isPackaged: true,
    getPath: () => 'C:/Users/a/AppData/Roaming',
    setAsDefaultProtocolClient: () => true,
  }
  registerApp(app, shell, { platform: 'win32', execPath: program })
  return written
}

test('the installer’s shortcut gets the other half of the identity, in place and once [EL16]', () => {
  const { model, activator } = namesOf(true)
  const file = 'C:/Users/a/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Mooring.lnk'
  const details = { target: program, appUserModelId: model, toastActivatorClsid: activator }
  expect(completed({ target: program.toUpperCase(), appUserModelId: model })).toEqual([
    [file, 'update', { ...details, target: program.toUpperCase() }],
  ])
  expect(completed({ ...details, toastActivatorClsid: activator.toLowerCase() })).toEqual([])
})

test('a shortcut of another copy, or none, stays as it is [EL16]', () => {
  expect(completed({ target: 'D:\\Other\\Mooring.exe' })).toEqual([])
  expect(completed(null)).toEqual([])
})
