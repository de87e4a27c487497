import type { Message } from './message.ts'

export const unreadable: Message = {
  what: 'Mooring can’t read a certificate in this file.',
  next: 'Choose a PKCS #12 file (.p12, .pfx), or a PEM file that has the certificate and its private key.',
}

/** What is wrong with a certificate that was chosen. @param day on which it expired, or begins to be valid */
export function certificateMessages(day: string): Record<string, Message> {
  return {
    password: {
      what: 'The password doesn’t open this certificate. Nothing was stored.',
      next: 'Enter the password that the file was exported with.',
    },
    'old-encryption': {
      what: 'This file is encrypted in an old way that Mooring can’t read.',
      next: 'Export it again with AES encryption, or as PEM.',
    },
    'no-key': {
      what: 'This file has a certificate, but not its private key.',
      next: 'Choose a file that has both.',
    },
    'other-key': {
      what: 'The private key in this file doesn’t belong to the certificate.',
      next: 'Choose the key that the certificate was requested with.',
    },
    weak: {
      what: 'The key of this certificate is too short to be safe.',
      next: 'Ask the institution for a certificate with an RSA key of 2,048 bits or more, or an elliptic curve.',
    },
    expired: {
      what: `This certificate expired on ${day}. Nothing was stored.`,
      next: 'Choose one that is valid.',
    },
    early: {
      what: `This certificate is not valid before ${day}. Nothing was stored.`,
      next: 'Choose one that is valid now, or check this computer’s clock.',
    },
  }
}
