import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nativeFilesOf } from '../../electron/main/start/native-files.ts'
import { refusalOf, refusalOfFailure, refusalText, type Refusal } from '../../electron/main/start/refusal.ts'
import { oldest } from '../../scripts/packaging/libraries.ts'
import { root } from '../../scripts/run.ts'

const plain = { argv: ['/opt/mooring/mooring'], env: {}, platform: 'linux' as const, release: '6.1.0' }

/** As Electron reads its command line. */
function refusal(change: Partial<typeof plain> | { platform: NodeJS.Platform; release: string }) {
  const facts = { ...plain, ...change }
  const names = facts.argv.map((argument) => argument.replace(/^--/, '').split('=')[0])
  return refusalOf({ ...facts, hasSwitch: (name) => names.includes(name) })
}

const started: [argument: string, Refusal | null][] = [
  ['--inspect', 'inspected'],
  ['--inspect=0', 'inspected'],
  ['--inspect-brk=127.0.0.1:9229', 'inspected'],
  ['--inspect-publish-uid=http', 'inspected'],
  ['--debug', 'inspected'],
  ['--remote-debugging-port=9222', 'inspected'],
  ['--remote-debugging-pipe', 'inspected'],
  ['--no-sandbox', 'unsandboxed'],
  ['--single-process', 'unsandboxed'],
  ['--disable-web-security', 'weakened'],
  ['--utility-cmd-prefix=strace', 'weakened'],
  ['--js-flags=--allow-natives-syntax', 'weakened'],
  ['mooring://connection/1', null],
  ['--smoke', null],
  ['--inspector-of-nothing', null],
  ['--user-data-dir=/tmp/inspect', null],
]

test.each(started)('an installed app that is started with %s: %s', (argument, expected) => {
  expect(refusal({ argv: [...plain.argv, argument] })).toBe(expected)
})

test('another program is not run in its name', () => {
  expect([
    refusal({ env: { ELECTRON_RUN_AS_NODE: '1' } }),
    refusal({ env: { NODE_OPTIONS: '--inspect' } }),
  ]).toEqual(['other-program', null])
})

const systems: [platform: NodeJS.Platform, release: string, Refusal | null][] = [
  ['darwin', '21.6.0', 'system-too-old'],
  ['darwin', '22.0.0', null],
  ['darwin', '25.1.0', null],
  ['win32', '6.3.9600', 'system-too-old'],
  ['win32', '10.0.19045', null],
  ['linux', '4.19.0', null],
]

test.each(systems)('%s %s: %s', (platform, release, expected) => {
  expect(refusal({ platform, release })).toBe(expected)
})

test('each refusal says what happened and what to do next', () => {
  for (const text of Object.values(refusalText)) expect(text).toMatch(/^[A-Z].+\.\n\n[A-Z].+\.$/)
})

const native = join(root, 'node_modules', nativeFilesOf(process.platform, process.arch)[0] ?? '')

/** What the system says of a native module that is changed before it is loaded. */
function loadFailure(change: (content: Buffer) => Buffer): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-native-'))
  try {
    const file = join(folder, 'changed.node')
    writeFileSync(file, change(readFileSync(native)))
    process.dlopen({ exports: {} }, file)
    return null
  } catch (thrown) {
    return thrown
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Both of one length. */
const instead = (word: string, other: string) => (content: Buffer) =>
  Buffer.from(content.toString('latin1').replaceAll(word, other), 'latin1')

test('a part that is not there is damage, and another error is not', async () => {
  const missing = await import('./no-such-part.js' as string).catch((thrown: unknown) => thrown)
  expect([refusalOfFailure(missing), refusalOfFailure(new Error('other')), refusalOfFailure('text')]).toEqual(
    ['damaged', null, null],
  )
})

test.runIf(process.platform === 'linux').each([
  ['needs a newer C library', 'system-too-old', instead('GLIBC_2.34', 'GLIBC_2.99')],
  ['needs a newer C++ library', 'system-too-old', instead('GLIBCXX_3.4.29', 'GLIBCXX_3.4.99')],
  ['needs a library that is not installed', 'unloadable', instead('libstdc++.so.6', 'libstdc++.so.9')],
  ['is cut off', 'damaged', (content: Buffer) => content.subarray(0, 20)],
  ['is no library', 'damaged', (content: Buffer) => Buffer.alloc(content.length)],
] as const)('a native part that %s: %s [EL10]', (_what, expected, change) => {
  expect(refusalOfFailure(loadFailure(change))).toBe(expected)
})

test('on a Linux that is too old the app says which it needs [EL10]', () => {
  expect(refusalText['system-too-old']).toContain(`glibc ${oldest.glibc}`)
})
