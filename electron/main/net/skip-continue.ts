import type { Socket } from 'node:net'

const continues = /^HTTP\/1\.[01] 100[ \r]/
const shortest = 'HTTP/1.1 100 '.length
const longest = 16_384

/**
 * Removes `100 Continue` from the data of a socket. A server may send it without `Expect` (RFC 9110 sections 15.2 and 15.2.1), but undici
 * (up to 8.13.1, client-h1.js) then closes the connection and loses the response that follows.
 */
export function skipContinue(socket: Socket): Socket {
  const read = socket.read.bind(socket)
  const write = socket.write.bind(socket)
  // A response begins only after a request.
  let isBeginning = true
  let held: Buffer = Buffer.alloc(0)

  socket.write = (...chunk: unknown[]) => {
    isBeginning = true
    return (write as (...all: unknown[]) => boolean)(...chunk)
  }
  socket.read = (size) => {
    for (;;) {
      const chunk = read(size) as Buffer | null
      if (chunk === null || !isBeginning) return chunk
      held = Buffer.concat([held, chunk])
      const following = afterContinues(held)
      if (following.isWhole) {
        held = Buffer.alloc(0)
        isBeginning = false
        return following.bytes
      }
      held = following.bytes
    }
  }
  return socket
}

/** The bytes after leading `100 Continue` responses; not whole while more bytes are needed to decide. */
function afterContinues(bytes: Buffer): { bytes: Buffer; isWhole: boolean } {
  const head = bytes.toString('latin1', 0, shortest)
  if (!continues.test(head)) return { bytes, isWhole: bytes.length >= shortest || !isPrefix(head) }
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return { bytes, isWhole: bytes.length > longest }
  const following = bytes.subarray(end + 4)
  return following.length === 0 ? { bytes: following, isWhole: false } : afterContinues(following)
}

function isPrefix(head: string): boolean {
  return 'HTTP/1.0 100 '.startsWith(head) || 'HTTP/1.1 100 '.startsWith(head)
}
