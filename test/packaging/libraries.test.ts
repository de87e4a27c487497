import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nativeFilesOf } from '../../electron/main/start/native-files.ts'
import {
  byVersion,
  debDepends,
  libraries,
  oldest,
  readLinkedBinary,
  rpmDepends,
} from '../../scripts/packaging/libraries.ts'
import { processors } from '../../scripts/packaging/targets.ts'
import { root } from '../../scripts/run.ts'

const natives = processors
  .flatMap((processor) => nativeFilesOf('linux', processor))
  .map((path) => join(root, 'node_modules', path))

describe.runIf(process.platform === 'linux')('on Linux, where objdump is', () => {
  test.each(natives)('%s loads only libraries that the packages demand [EL10]', (file) => {
    const { libraries: needed } = readLinkedBinary(file)
    expect(needed.filter((name) => !(name in libraries))).toEqual([])
  })

  test('the packages demand the C and C++ libraries that the native modules need, and no newer ones [EL10]', () => {
    const read = natives.map(readLinkedBinary)
    const newest = (versions: (string | null)[]) =>
      versions
        .filter((version) => version !== null)
        .toSorted(byVersion)
        .at(-1)
    expect({
      glibc: newest(read.map(({ glibc }) => glibc)),
      libstdcxx: newest(read.map(({ libstdcxx }) => libstdcxx)),
    }).toEqual(oldest)
  })

  test('what a program is linked with is read from its headers', () => {
    const node = readLinkedBinary(process.execPath)
    expect(node.glibc).toMatch(/^2\.\d+$/)
    expect(node.libraries.every((name) => /^lib.+\.so/.test(name))).toBe(true)
  })
})

test('versions are compared by number', () => {
  expect(['2.34', '2.4', '2.3.4'].toSorted(byVersion)).toEqual(['2.3.4', '2.4', '2.34'])
})

test('the deb and the rpm demand sound, screen memory and notifications [P1]', () => {
  expect(debDepends).toEqual(
    expect.arrayContaining(['libasound2t64 | libasound2', 'libgbm1', 'libnotify4', 'libc6 (>= 2.34)']),
  )
  expect(rpmDepends).toEqual(
    expect.arrayContaining([
      'libasound.so.2()(64bit)',
      'libgbm.so.1()(64bit)',
      'libnotify.so.4()(64bit)',
      'libc.so.6(GLIBC_2.34)(64bit)',
    ]),
  )
})

test('the README names the oldest C library that the packages demand [EL10]', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(`glibc ${oldest.glibc}`)
})
