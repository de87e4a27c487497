import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'
import { isSigned, readPublicKey, signFeed } from '../../electron/main/updates/signature.ts'
import { feedOf, newPublisher } from '../support/feed-server.ts'

const publisher = newPublisher()
const keys = [readPublicKey(newPublisher().publicKey), readPublicKey(publisher.publicKey)]
const name = 'latest-linux.yml'
const feed = signFeed(publisher.privateKey, name, feedOf({ version: '0.2.0', content: 'new' }))

test('a feed is believed with the signature of one of the keys, under its own name', () => {
  expect([
    isSigned(keys, name, feed),
    isSigned(keys.slice(0, 1), name, feed),
    isSigned([], name, feed),
    isSigned(keys, 'latest-mac.yml', feed),
  ]).toEqual([true, false, false, false])
})

test('no change of a feed goes unseen: a byte, something left out, something put in', () => {
  const at = fc.nat({ max: feed.length - 1 })
  fc.assert(
    fc.property(at, at, fc.string({ maxLength: 5 }), (one, other, put) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      const changed = feed.slice(0, from) + put + feed.slice(to)
      expect(isSigned(keys, name, changed)).toBe(changed === feed)
    }),
    { numRuns: 2000 },
  )
})

test('what is no Ed25519 key is no key', () => {
  expect(() => readPublicKey('c2hvcnQ=')).toThrow('32 bytes')
})

test('the script signs feeds in place, and gives the public key for the build', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-sign-'))
  try {
    const files = ['latest.yml', 'latest-mac.yml'].map((file) => join(folder, file))
    for (const file of files) writeFileSync(file, feedOf({ version: '0.2.0', content: 'new' }))
    const key = publisher.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const run = (args: string[]) =>
      execFileSync(process.execPath, [join(root, 'scripts/sign-feed.ts'), ...args], {
        encoding: 'utf8',
        env: { ...process.env, MOORING_UPDATE_SIGNING_KEY: key },
      })
    expect([run(files), run(files)]).toEqual(['signed latest.yml\nsigned latest-mac.yml\n', ''])
    const built = [readPublicKey(run([]).trim())]
    expect(files.map((file) => isSigned(built, basename(file), readFileSync(file, 'utf8')))).toEqual([
      true,
      true,
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
