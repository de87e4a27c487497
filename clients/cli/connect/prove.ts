import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { preamble, proofText, type ProofSide } from '../../../shared/local-protocol.ts'
import { CommandError, exits, systemCode } from '../failure.ts'
import type { Listener } from './local-file.ts'

const limitMs = 5000

/**
 * Connects to the app, and has both sides prove that they know its key, before a byte of a request is sent.
 *
 * @throws CommandError `app_not_running`, `app_not_proven` or `version_other`
 */
export async function connectTo({ address, key, version }: Listener): Promise<Socket> {
  const socket = connect(address)
  socket.setTimeout(limitMs, () => socket.destroy(new Error('timed out')))
  try {
    const clientNonce = randomBytes(preamble.nonceBytes)
    socket.write(Buffer.concat([Buffer.from(preamble.opening, 'ascii'), clientNonce]))
    const answer = await readExactly(socket, preamble.nonceBytes + preamble.proofBytes)
    const serverNonce = answer.subarray(0, preamble.nonceBytes)
    const proof = (side: ProofSide) =>
      createHmac('sha256', key)
        .update(proofText(side, address))
        .update(clientNonce)
        .update(serverNonce)
        .digest()
    if (!timingSafeEqual(proof('server'), answer.subarray(preamble.nonceBytes)))
      throw new CommandError(
        'app_not_proven',
        exits.failed,
        'What listens in Mooring’s place could not prove that it is Mooring. Nothing was sent to it.',
      )
    socket.write(proof('client'))
    socket.setTimeout(0)
    return socket
  } catch (thrown) {
    socket.destroy()
    if (thrown instanceof CommandError) throw thrown
    throw failureOf(thrown, version)
  }
}

/** The server sends no more than this before it has our proof. */
function readExactly(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const take = () => {
      const bytes = socket.read(length) as Buffer | null
      if (bytes === null) return
      socket.off('readable', take)
      if (bytes.length === length) resolve(bytes)
      else reject(new Error('closed'))
    }
    socket.on('readable', take)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
  })
}

function failureOf(thrown: unknown, version: string): CommandError {
  const code = systemCode(thrown)
  if (['ENOENT', 'ECONNREFUSED', 'EACCES', 'EPERM', 'ENOTSOCK'].includes(code))
    return new CommandError('app_not_running', exits.away, 'Mooring is not running.')
  return new CommandError(
    'app_not_proven',
    exits.failed,
    `Mooring ${version} did not answer as this command expects: it may be busy or closing, or of another version. Try again, and update both if it stays.`,
  )
}
