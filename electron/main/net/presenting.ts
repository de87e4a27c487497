import type { ClientCertificate } from './client-certificate.ts'
import type { Http } from './http.ts'

/**
 * HTTP that presents a certificate to the servers of its registration, and to no other: another server that asks for a certificate gets
 * none.
 */
export function presenting(http: Http, certificate: ClientCertificate): Http {
  return {
    fetch: (url, init) =>
      certificate.hosts.has(new URL(url).host)
        ? http.fetch(url, { ...init, certificate })
        : http.fetch(url, init),
    offsetMs: (host) => http.offsetMs(host),
    close: () => http.close(),
  }
}
