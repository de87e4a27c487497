import { createServer, type AddressInfo } from 'node:net'

/** A port of this computer that nobody uses: a number written into a test would be taken by a second run, or by somebody's own server. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
