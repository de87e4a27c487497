import type { Socket } from 'node:net'

const continues = /^HTTP\/1\.[01] 100[ \r]/
const shortest = 'HTTP/1.1 100 '.length
const longest = 16_384

/**
 * Takes `100 Continue` out of what is read from a socket. A server may send it unasked and means nothing by it (RFC 9110 sections 15.2
 * and 15.2.1), but undici (up to 8.13.1, client-h1.js) gives up the connection, and with it the answer that follows.
 */
export function skipContinue(socket: Socket): Socket {
  const read = socket.read.bind(socket)
  const write = socket.write.bind(socket)
  // An answer begins only after something was asked.
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
      const rest = afterContinues(held)
      if (rest.isWhole) {
        held = Buffer.alloc(0)
        isBeginning = false
        return rest.bytes
      }
      held = rest.bytes
    }
  }
  return socket
}

/** What follows the `100 Continue`s at the beginning; not whole while more has to come to tell. */
function afterContinues(bytes: Buffer): { bytes: Buffer; isWhole: boolean } {
  const head = bytes.toString('latin1', 0, shortest)
  if (!continues.test(head)) return { bytes, isWhole: bytes.length >= shortest || !isPrefix(head) }
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return { bytes, isWhole: bytes.length > longest }
  const rest = bytes.subarray(end + 4)
  return rest.length === 0 ? { bytes: rest, isWhole: false } : afterContinues(rest)
}

function isPrefix(head: string): boolean {
  return 'HTTP/1.0 100 '.startsWith(head) || 'HTTP/1.1 100 '.startsWith(head)
}
