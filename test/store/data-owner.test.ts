import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeStore, openStore } from '../../electron/main/store/database.ts'
import { openFolderLock } from '../../electron/main/store/folder-lock.ts'
import { readKeychainService, separateData } from '../../electron/main/store/data-owner.ts'

const installed = 'app.mooring'
const development = 'app.mooring.development'

let appData: string
beforeEach(() => {
  appData = mkdtempSync(join(tmpdir(), 'mooring-owner-'))
})
afterEach(() => {
  rmSync(appData, { recursive: true, force: true })
})

const data = (program: string) => join(appData, program, 'data')
const dataFile = (program: string) => join(data(program), 'mooring.db')

/** Data that a Mooring wrote; an earlier one did not note its keychain service. */
function writeData(program: string, service?: string): void {
  closeStore(openStore(dataFile(program), service))
  writeFileSync(join(data(program), 'window.json'), program)
}

const start = (program: string, service: string) => {
  separateData({ appData, own: data(program), service })
  closeStore(openStore(dataFile(program), service))
}
const startInstalled = () => start('Mooring', installed)
const startDevelopment = () => start('Mooring Development', development)

/** macOS and Windows take `mooring` and `Mooring` for one folder. */
function makeOneFolder(): void {
  mkdirSync(join(appData, 'mooring'), { recursive: true })
  symlinkSync('mooring', join(appData, 'Mooring'), 'junction')
}

describe('the ledger and its keychain', () => {
  test('the ledger keeps the service under which the keychain holds its secrets [EL12]', () => {
    writeData('Mooring', installed)
    expect(readKeychainService(data('Mooring'))).toBe(installed)
  })

  test('a ledger of an earlier Mooring names none, and gets the name when it is opened [EL12]', () => {
    writeData('mooring')
    expect(readKeychainService(data('mooring'))).toBe(null)
    closeStore(openStore(dataFile('mooring'), development))
    expect(readKeychainService(data('mooring'))).toBe(development)
  })

  test('data whose secrets are under another service are refused, and left as they are [EL12]', () => {
    writeData('Mooring', installed)
    expect(() => openStore(dataFile('Mooring'), development)).toThrow(
      expect.objectContaining({ code: 'data_of_another_app', detail: { cause: installed } }),
    )
    expect(readKeychainService(data('Mooring'))).toBe(installed)
  })
})

describe('the data of a development start', () => {
  test('move once into a folder of their own, whole [EL12]', () => {
    writeData('mooring')
    const before = readdirSync(data('mooring')).sort()
    startDevelopment()
    expect(existsSync(data('mooring'))).toBe(false)
    expect(readdirSync(data('Mooring Development'))).toEqual(expect.arrayContaining(before))
    expect(readFileSync(join(data('Mooring Development'), 'window.json'), 'utf8')).toBe('mooring')

    // A checkout of an earlier version was started again meanwhile.
    writeData('mooring')
    startDevelopment()
    expect(existsSync(data('mooring'))).toBe(true)
  })

  test('are not moved while another Mooring has them open; it says what to do [EL12]', () => {
    writeData('mooring')
    const lock = openFolderLock(data('mooring'))
    lock.take()
    expect(startDevelopment).toThrow('Quit the other Mooring, then start this one again.')
    expect(existsSync(dataFile('mooring'))).toBe(true)
    expect(existsSync(data('Mooring Development'))).toBe(false)
    lock.release()
    startDevelopment()
    expect(existsSync(dataFile('Mooring Development'))).toBe(true)
  })

  test('are none where an installed Mooring has written the folder [EL12]', () => {
    makeOneFolder()
    startInstalled()
    startDevelopment()
    expect(readKeychainService(data('Mooring'))).toBe(installed)
    expect(readKeychainService(data('Mooring Development'))).toBe(development)
  })

  test.each([
    ['the installed app', [startInstalled, startDevelopment]],
    ['the development start', [startDevelopment, startInstalled]],
  ])('where both names are one folder, each finds its own when %s comes first [EL12]', (_what, starts) => {
    makeOneFolder()
    writeData('mooring')
    for (const run of [...starts, ...starts]) run()
    expect(readFileSync(join(data('Mooring Development'), 'window.json'), 'utf8')).toBe('mooring')
    expect(existsSync(join(data('Mooring'), 'window.json'))).toBe(false)
    expect(readKeychainService(data('Mooring'))).toBe(installed)
    expect(readKeychainService(data('Mooring Development'))).toBe(development)
  })

  test('that an installed app finds in its folder are set aside, whatever is there already [EL12]', () => {
    makeOneFolder()
    startDevelopment()
    writeData('mooring')
    startInstalled()
    expect(readFileSync(join(appData, 'Mooring Development/data-2/window.json'), 'utf8')).toBe('mooring')
    expect(readKeychainService(data('Mooring'))).toBe(installed)
  })
})

test('data without a ledger are not moved: their owner is unknown [EL12]', () => {
  writeData('mooring')
  for (const name of readdirSync(data('mooring')).filter((file) => file.startsWith('ledger')))
    rmSync(join(data('mooring'), name))
  startDevelopment()
  expect(existsSync(dataFile('mooring'))).toBe(true)
  expect(readKeychainService(dirname(dataFile('mooring')))).toBe(undefined)
})
