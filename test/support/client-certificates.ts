import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface TestCertificate {
  key: string
  cert: string
  /** A PKCS #12 file of both. */
  pfx: Buffer
  password: string
}

/** Makes a self-signed client certificate, good for so many days from now; for a negative number it has expired. */
export function makeClientCertificate(folder: string, name: string, days = 2): TestCertificate {
  const at = (end: string) => join(folder, `${name}.${end}`)
  const password = 'a pass phrase of the test'
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at('key')]
  openssl('req', '-new', ...newKey, '-subj', `/CN=${name}/O=Test`, '-out', at('csr'))
  openssl('x509', '-req', '-in', at('csr'), '-signkey', at('key'), '-days', String(days), '-out', at('pem'))
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    at('key'),
    '-in',
    at('pem'),
    '-passout',
    `pass:${password}`,
    '-out',
    at('p12'),
  )
  return {
    key: readFileSync(at('key'), 'utf8'),
    cert: readFileSync(at('pem'), 'utf8'),
    pfx: readFileSync(at('p12')),
    password,
  }
}
