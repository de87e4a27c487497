import { createHmac, timingSafeEqual } from 'node:crypto'
import { proofText, type ProofSide } from '../../../shared/local-protocol.ts'

/** What both sides of one connection know. */
export interface ProofInput {
  key: Uint8Array
  address: string
  clientNonce: Uint8Array
  serverNonce: Uint8Array
}

export function proofOf(side: ProofSide, { key, address, clientNonce, serverNonce }: ProofInput): Buffer {
  return createHmac('sha256', key)
    .update(proofText(side, address))
    .update(clientNonce)
    .update(serverNonce)
    .digest()
}

/** Compares in constant time. */
export function isProof(given: Uint8Array, side: ProofSide, input: ProofInput): boolean {
  const expected = proofOf(side, input)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
