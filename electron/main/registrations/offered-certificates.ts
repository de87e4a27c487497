import { randomUUID } from 'node:crypto'
import type { CertificateFacts, CertificateOffer } from '../../../shared/models/registration.ts'
import { AppError } from '../core/errors.ts'
import type { Deps } from '../runtime/deps.ts'
import { needsPassword, readCertificate, type ReadCertificate } from './read-certificate.ts'

/** A certificate with a few authorities above it is far smaller. */
const mostBytes = 256 * 1024

/** The certificate that the user has chosen, in memory only, until a registration is saved with it. One at a time. */
export interface OfferedCertificates {
  offer(file: Buffer): CertificateOffer
  /** @throws AppError as readCertificate, and `not_found` */
  read(id: string, password: string, nowMs: number): CertificateFacts
  /** What was read. @throws AppError `not_found` */
  taken(id: string): ReadCertificate
  forget(): void
}

export function openOfferedCertificates(): OfferedCertificates {
  let offered: { id: string; file: Buffer; read: ReadCertificate | null } | null = null
  const find = (id: string) => {
    if (offered?.id !== id) throw new AppError('not_found')
    return offered
  }
  return {
    offer(file) {
      if (file.byteLength > mostBytes) throw new AppError('certificate_unusable', { cause: 'unreadable' })
      offered = { id: randomUUID(), file, read: null }
      return { id: offered.id, needsPassword: needsPassword(file) }
    },
    read(id, password, nowMs) {
      const found = find(id)
      found.read = readCertificate(found.file, password, nowMs)
      return found.read.facts
    },
    taken(id) {
      const { read } = find(id)
      if (read === null) throw new AppError('not_found')
      return read
    },
    forget() {
      offered = null
    },
  }
}

export type CertificateDeps = Pick<Deps, 'openCertificate' | 'now'> & { certificates: OfferedCertificates }

/**
 * Lets the user choose a file with a certificate and its key.
 *
 * @returns null when they choose none
 * @throws AppError `file_unreadable`, `certificate_unusable`
 */
export async function chooseCertificate(deps: CertificateDeps): Promise<CertificateOffer | null> {
  const file = await deps.openCertificate(mostBytes)
  if (file === null) return null
  if (file === 'too large') throw new AppError('certificate_unusable', { cause: 'unreadable' })
  return deps.certificates.offer(file)
}
