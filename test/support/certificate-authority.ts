import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface TestAuthority {
  /** Its certificate, PEM: to be trusted by whoever is to believe it. */
  file: string
  /** The same as text. */
  certificate: string
  /** A server's key and certificate, signed by it; for 127.0.0.1 unless another name was wanted. */
  key: string
  cert: string
}

/**
 * Makes an authority and a server's certificate of its, good for two days.
 *
 * @param names what the certificate is for, as openssl's `subjectAltName`
 */
export function makeAuthority(folder: string, names = 'IP:127.0.0.1'): TestAuthority {
  const at = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

  openssl(
    'req',
    '-x509',
    ...newKey,
    '-days',
    '2',
    '-subj',
    '/CN=Authority of a test',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  )
  openssl('req', ...newKey, '-subj', '/CN=127.0.0.1', '-keyout', at('server.key'), '-out', at('server.csr'))
  writeFileSync(at('names'), `subjectAltName=${names}\n`)
  const authority = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial']
  openssl(
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    ...authority,
    '-days',
    '2',
    '-extfile',
    at('names'),
    '-out',
    at('server.pem'),
  )

  return {
    file: at('ca.pem'),
    certificate: readFileSync(at('ca.pem'), 'utf8'),
    key: readFileSync(at('server.key'), 'utf8'),
    cert: readFileSync(at('server.pem'), 'utf8'),
  }
}
