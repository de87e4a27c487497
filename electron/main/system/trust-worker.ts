import { getCACertificates } from 'node:tls'

/** The worker's response: the certificate authorities that the system trusts, PEM. */
export type SystemAuthorities = string[]

interface Port {
  postMessage(authorities: SystemAuthorities): void
}

/**
 * Reads the system's certificate authorities in a separate process: on macOS the system verifies each one, which takes seconds, may send
 * requests about revocation, and would block the whole app.
 *
 * @see https://github.com/nodejs/node/issues/63313
 */
function main(): void {
  const authorities = getCACertificates('system')
  const port = (process as { parentPort?: Port }).parentPort
  if (port) port.postMessage(authorities)
  else process.send?.(authorities)
}

main()
