import { getCACertificates } from 'node:tls'

/** What the worker answers: the certificate authorities that the system trusts, PEM. */
export type SystemAuthorities = string[]

interface Port {
  postMessage(authorities: SystemAuthorities): void
}

/**
 * Reads the system's certificate authorities in a process of its own: on macOS the system judges each one, which takes seconds and may
 * ask servers about revocation, and the whole app would stand still meanwhile.
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
