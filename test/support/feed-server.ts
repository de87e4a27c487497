import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { feedText } from '../../scripts/packaging/feeds.ts'
import { signFeed } from '../../electron/main/updates/signature.ts'
import type { TestAuthority } from './certificate-authority.ts'

const processor = process.arch === 'x64' ? '' : `-${process.arch}`

/** As electron-updater requests it on the system that runs the test. */
export const feedName =
  { darwin: 'latest-mac.yml', win32: 'latest.yml' }[String(process.platform)] ??
  `latest-linux${processor}.yml`

export interface Publisher {
  privateKey: KeyObject
  /** As a build is given it. */
  publicKey: string
}

export function newPublisher(): Publisher {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, publicKey: Buffer.from(x, 'base64url').toString('base64') }
}

export interface Release {
  version: string
  /** Name of the file, or its whole address. */
  url?: string
  content: string
}

/** What its publisher says about a release. */
export function feedOf({ version, url = `Mooring-${version}.AppImage`, content }: Release): string {
  const sha512 = createHash('sha512').update(content).digest('base64')
  return feedText(version, [{ url, sha512, size: Buffer.byteLength(content) }])
}

export interface FeedServer {
  address: string
  /** Path of every request, in order. */
  requests: string[]
  /** What it answers, by path; a function answers by itself. */
  files: Map<string, string | ((response: ServerResponse) => void)>
  /** Puts a release up as its publisher does. */
  publish(publisher: Publisher, release: Release): void
  close(): Promise<void>
}

/** An update feed over https on this computer: it does as the test says, the worst included. */
export async function startFeedServer(authority: TestAuthority): Promise<FeedServer> {
  const requests: string[] = []
  const files: FeedServer['files'] = new Map()
  const server = createServer({ key: authority.key, cert: authority.cert }, (request, response) => {
    const path = request.url ?? ''
    requests.push(path)
    const file = files.get(path)
    if (file === undefined) response.writeHead(404).end()
    else if (typeof file === 'string') response.end(file)
    else file(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `https://127.0.0.1:${(server.address() as AddressInfo).port}/mooring/`,
    requests,
    files,
    publish: ({ privateKey }, release) => {
      files.set(`/mooring/${feedName}`, signFeed(privateKey, feedName, feedOf(release)))
      files.set(`/mooring/Mooring-${release.version}.AppImage`, release.content)
    },
    close: () => close(server),
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
