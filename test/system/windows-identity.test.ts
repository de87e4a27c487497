import { expect, test } from 'vitest'
import { identifyToWindows } from '../../electron/main/system/windows-identity.ts'
import { packaging } from '../../scripts/packaging/config.ts'

/** What a start names itself. */
function namesOf(isPackaged: boolean): { model: string; activator: string } {
  const names = { model: '', activator: '' }
  identifyToWindows({
    isPackaged,
    setAppUserModelId: (id) => {
      names.model = id
    },
    setToastActivatorCLSID: (id) => {
      names.activator = id
    },
  })
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
