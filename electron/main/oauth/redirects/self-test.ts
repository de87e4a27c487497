import { randomBytes } from 'node:crypto'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'

const limitMs = 2000

/** Whether loopback connections work, which every redirect to this computer needs. */
export async function testLoopback(address: '127.0.0.1' | '::1'): Promise<boolean> {
  const text = randomBytes(16).toString('hex')
  const server = createServer((_request, response) => response.end(text))
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, address, resolve)
    })
    const { port } = server.address() as AddressInfo
    return (await fetchText(address, port)) === text
  } catch {
    // Listening, connecting or the time limit failed: loopback does not work.
    return false
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function fetchText(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host, port, agent: false, timeout: limitMs }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error('timeout')))
    request.on('error', reject)
  })
}

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Mooring</title>
<body style="font:16px system-ui;margin:15vh auto;max-width:30em"><h1>Your browser works</h1>
<p>Mooring can open it, and it can reach Mooring. You can close this tab.</p></body></html>`

/**
 * Opens a page of the app in the system browser and waits until the browser fetches it.
 *
 * @param open opens the system browser at an address
 */
export async function testBrowser(open: (url: string) => Promise<void>, waitMs: number): Promise<boolean> {
  const path = `/${randomBytes(16).toString('base64url')}`
  const arrived = Promise.withResolvers<boolean>()
  const server = createServer((request, response) => {
    const isOurs = request.method === 'GET' && request.url === path
    response.writeHead(isOurs ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      connection: 'close',
    })
    response.end(isOurs ? page : '', () => isOurs && arrived.resolve(true))
  })
  const timer = setTimeout(() => arrived.resolve(false), waitMs)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
    return await arrived.promise
  } finally {
    clearTimeout(timer)
    server.close()
  }
}
