import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { libraries } from '../../scripts/packaging/libraries.ts'
import { undemanded } from '../../scripts/packaging/trials/deb.ts'
import { desktopEntryFaults, fileFaults } from '../../scripts/packaging/trials/linux-files.ts'
import { root } from '../../scripts/run.ts'

/** The files of a good package besides the app, by where they are. */
const files: Record<string, string> = {
  'usr/share/metainfo/app.mooring.desktop.metainfo.xml': read('build/linux/app.mooring.desktop.metainfo.xml'),
  'usr/share/man/man1/mooring.1': read('build/linux/mooring.1'),
  'usr/share/doc/mooring/copyright': read('LICENSE'),
  'usr/share/icons/hicolor/256x256/apps/mooring.png': '',
  'opt/Mooring/resources/apparmor-profile': '',
  'opt/Mooring/mooring': '',
  'usr/share/applications/mooring.desktop': [
    '[Desktop Entry]',
    'Name=Mooring',
    'Exec=/opt/Mooring/mooring %U',
    'Type=Application',
    'MimeType=x-scheme-handler/mooring;',
    '',
  ].join('\n'),
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-files-'))
  for (const [path, text] of Object.entries(files)) write(path, text)
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text, { mode: 0o644 })
}

describe.runIf(process.platform === 'linux')('the files of a deb or rpm', () => {
  test('a good package has no fault', () => {
    expect(fileFaults(folder)).toEqual([])
  })

  test.each([
    ['usr/share/applications/mooring.desktop', 'there is no desktop entry'],
    ['usr/share/metainfo/app.mooring.desktop.metainfo.xml', 'there is no AppStream metadata'],
    ['usr/share/man/man1/mooring.1', 'there is no manual page'],
    ['usr/share/doc/mooring/copyright', 'it is not so that it has its licence'],
    ['usr/share/icons/hicolor/256x256/apps/mooring.png', 'it is not so that it has an icon'],
    ['opt/Mooring/resources/apparmor-profile', 'it is not so that it has an AppArmor profile'],
  ])('without %s: %s', (path, fault) => {
    rmSync(join(folder, path))
    expect(fileFaults(folder)).toEqual([fault])
  })

  test.each([
    [0o4755, 'no file is setuid'],
    [0o777, 'nobody but root may write'],
  ])('a program with mode %o is a fault', (mode, what) => {
    chmodSync(join(folder, 'opt/Mooring/mooring'), mode)
    expect(fileFaults(folder)).toEqual([`it is not so that ${what}`])
  })

  test.each([
    ['usr/share/metainfo/app.mooring.desktop.metainfo.xml', '<id>', '<identity>', 'appstreamcli'],
    ['usr/share/man/man1/mooring.1', '.Sh FILES', '.Sx', 'mandoc'],
    ['usr/share/applications/mooring.desktop', 'Type=Application', '', 'desktop-file-validate'],
  ])('%s that its own tool refuses is a fault', (path, word, other, tool) => {
    write(path, (files[path] ?? '').replace(word, other))
    expect(fileFaults(folder)).toEqual([expect.stringContaining(`${tool}: `)])
  })

  test('a desktop entry that turns the sandbox off, or does not open mooring://, is a fault', () => {
    const entry = 'usr/share/applications/mooring.desktop'
    write(entry, (files[entry] ?? '').replace('%U', '--no-sandbox %U').replace(/MimeType=.*/, ''))
    expect(desktopEntryFaults(join(folder, entry))).toEqual([
      'it is not so that the desktop entry leaves the sandbox on',
      'it is not so that the desktop entry opens mooring://',
    ])
  })
})

test('a library is demanded when one of the packages that carry it is installed [P1]', () => {
  const bookworm = Object.values(libraries).map((carriers) => carriers.split(' | ').at(-1) ?? '')
  const trixie = Object.values(libraries).map((carriers) => carriers.split(' | ')[0] ?? '')
  expect([undemanded(bookworm), undemanded(trixie)]).toEqual([[], []])
  expect(undemanded(bookworm.filter((name) => name !== 'libasound2' && name !== 'libgbm1'))).toEqual([
    'libasound.so.2 is not demanded: libasound2t64 | libasound2',
    'libgbm.so.1 is not demanded: libgbm1',
  ])
})
