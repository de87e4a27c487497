import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { z } from 'zod'

const largest = 10_000_000
const block = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g

/** Reads a file of PEM certificates for a schema. Its errors follow the name of the setting. */
export function readCertificates(file: string, context: z.RefinementCtx): string[] {
  const refuse = (message: string): string[] => {
    context.addIssue({ code: 'custom', message })
    return []
  }
  const text = readText(file)
  if (text === null) return refuse('names a file that can’t be read')
  const certificates = text.match(block) ?? []
  if (certificates.length === 0) return refuse('names a file without a certificate in PEM form')
  return certificates.every(isCertificate)
    ? certificates
    : refuse('names a file with a certificate that is damaged')
}

/** Null for a file that is missing, unreadable or far too large. */
function readText(file: string): string | null {
  try {
    const { size } = statSync(file)
    return size <= largest && statSync(file).isFile() ? readFileSync(file, 'latin1') : null
  } catch {
    return null
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== ''
  } catch {
    return false
  }
}
