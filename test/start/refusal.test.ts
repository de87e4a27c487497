import { expect, test } from 'vitest'
import { isDamage, refusalOf, refusalText, type Refusal } from '../../electron/main/start/refusal.ts'

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

test('a part that can’t be loaded is damage; anything else is not', async () => {
  const missing = await import('./no-such-part.js' as string).catch((thrown: unknown) => thrown)
  expect([isDamage(missing), isDamage(new Error('other')), isDamage('text')]).toEqual([true, false, false])
})
