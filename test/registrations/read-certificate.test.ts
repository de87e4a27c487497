import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import { needsPassword, readCertificate } from '../../electron/main/registrations/read-certificate.ts'
import { makeClientCertificate, type TestCertificate } from '../support/client-certificates.ts'

let folder: string
let certificate: TestCertificate
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-certificates-'))
  certificate = makeClientCertificate(folder, 'desk')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
const read = (file: Buffer | string, password = '') =>
  readCertificate(Buffer.from(file), password, Date.now())
const causeOf = (file: Buffer | string, password?: string) => {
  try {
    read(file, password)
    return 'none'
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    return code === 'certificate_unusable' ? detail.cause : code
  }
}

test('PKCS #12 is read with its password', () => {
  expect(needsPassword(certificate.pfx)).toBe(true)
  const { facts } = read(certificate.pfx, certificate.password)
  expect(facts).toMatchObject({ subject: 'CN=desk, O=Test', issuer: 'CN=desk, O=Test', isSelfSigned: true })
  expect(facts.validUntilMs).toBeGreaterThan(Date.now())
})

test('PKCS #12 with an empty password asks for none', () => {
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    at('desk.key'),
    '-in',
    at('desk.pem'),
    '-passout',
    'pass:',
    '-out',
    at('open.p12'),
  )
  const file = readFileSync(at('open.p12'))
  expect(needsPassword(file)).toBe(false)
  expect(read(file).facts.subject).toBe('CN=desk, O=Test')
})

test('PEM is read in any order, and an encrypted key with its password', () => {
  const { key, cert } = certificate
  expect(needsPassword(Buffer.from(key + cert))).toBe(false)
  expect(read(key + cert).facts).toEqual(read(cert + key).facts)
  openssl('pkcs8', '-topk8', '-in', at('desk.key'), '-passout', 'pass:open it', '-out', at('encrypted.key'))
  const file = cert + readFileSync(at('encrypted.key'), 'utf8')
  expect(needsPassword(Buffer.from(file))).toBe(true)
  expect(read(file, 'open it').facts.subject).toBe('CN=desk, O=Test')
  expect(causeOf(file, 'another')).toBe('password')
  expect(causeOf(file)).toBe('password')
})

test('of a chain, the certificate of the key is the client’s, and the others go with it', () => {
  const other = makeClientCertificate(folder, 'authority')
  const { facts, held } = read(other.cert + certificate.cert + certificate.key)
  expect(facts.subject).toBe('CN=desk, O=Test')
  expect(JSON.stringify(held).match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
})

test('each file that can’t be used is told from the others', () => {
  const { key, cert, pfx } = certificate
  const other = makeClientCertificate(folder, 'other')
  const past = makeClientCertificate(folder, 'past', -1)
  expect(causeOf(pfx, 'another password')).toBe('password')
  expect(causeOf(cert)).toBe('no-key')
  expect(causeOf(key)).toBe('unreadable')
  expect(causeOf('a letter')).toBe('unreadable')
  expect(causeOf('')).toBe('unreadable')
  expect(causeOf(cert.slice(0, 200) + cert.slice(300) + key)).toBe('unreadable')
  expect(causeOf(other.cert + key)).toBe('other-key')
  expect(causeOf(past.cert + past.key)).toBe('expired')
  expect(causeOf(past.pfx, past.password)).toBe('expired')
})

test('a certificate that is not valid yet is refused with the day on which it begins', () => {
  const { facts } = read(certificate.pfx, certificate.password)
  const early = () =>
    readCertificate(certificate.pfx, certificate.password, facts.validFromMs - 24 * 60 * 60_000)
  expect(early).toThrow(
    expect.objectContaining({ detail: { cause: 'early', expiredAtMs: facts.validFromMs } }),
  )
})

test('a file of an old encryption says so, instead of asking for another password', () => {
  openssl(
    'pkcs12',
    '-export',
    '-legacy',
    '-inkey',
    at('desk.key'),
    '-in',
    at('desk.pem'),
    '-passout',
    'pass:old',
    '-out',
    at('old.p12'),
  )
  expect(causeOf(readFileSync(at('old.p12')), 'old')).toBe('old-encryption')
})

test('a key that is too short is refused', () => {
  const names = ['-subj', '/CN=short']
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:1024',
    '-nodes',
    '-days',
    '2',
    ...names,
    '-keyout',
    at('short.key'),
    '-out',
    at('short.pem'),
  )
  expect(causeOf(readFileSync(at('short.key'), 'utf8') + readFileSync(at('short.pem'), 'utf8'))).toBe('weak')
})
