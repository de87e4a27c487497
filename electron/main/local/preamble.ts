import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { preamble } from '../../../shared/local-protocol.ts'
import { isProof, proofOf } from './proof.ts'

const opening = Buffer.from(preamble.opening, 'ascii')
const firstBytes = opening.length + preamble.nonceBytes

/**
 * Proves this side to a connection, and waits for the other side's proof. Nothing of what comes before it is read as HTTP. A side that does
 * not speak the protocol, or sends a wrong proof, is closed without a word.
 *
 * @param onProven called once, when the proof is right. What the client sent after it is put back into the socket
 */
export function requireProof(
  socket: Socket,
  { key, address }: { key: Uint8Array; address: string },
  onProven: () => void,
): void {
  const serverNonce = randomBytes(preamble.nonceBytes)
  let clientNonce: Buffer | null = null
  let received = Buffer.alloc(0)

  const refuse = (): void => {
    socket.off('data', receive)
    socket.destroy()
  }

  function receive(chunk: Buffer): void {
    received = Buffer.concat([received, chunk])
    if (clientNonce === null) begin()
    else finish(clientNonce)
  }

  function begin(): void {
    const start = received.subarray(0, opening.length)
    if (!timingSafeEqual(start, opening.subarray(0, start.length))) return refuse()
    if (received.length < firstBytes) return
    // The client can't know what to prove before it has this side's nonce.
    if (received.length > firstBytes) return refuse()
    clientNonce = Buffer.from(received.subarray(opening.length))
    received = Buffer.alloc(0)
    const proof = proofOf('server', { key, address, clientNonce, serverNonce })
    socket.write(Buffer.concat([serverNonce, proof]))
  }

  function finish(nonce: Buffer): void {
    if (received.length < preamble.proofBytes) return
    const proof = received.subarray(0, preamble.proofBytes)
    if (!isProof(proof, 'client', { key, address, clientNonce: nonce, serverNonce })) return refuse()
    socket.off('data', receive)
    socket.off('end', refuse)
    socket.pause()
    const rest = received.subarray(preamble.proofBytes)
    if (rest.length > 0) socket.unshift(rest)
    onProven()
  }

  socket.on('data', receive)
  socket.on('end', refuse)
}
