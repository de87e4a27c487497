import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeFeeds } from './feeds.ts'
import { root } from '../run.ts'

// `npm run dist:feeds -- DIR` writes the signed update feeds of a release beside its packages. The private key is in
// MOORING_UPDATE_SIGNING_KEY, as PEM: docs/release.md says how it is made. Without a folder it prints the public key for the build.

const pem = process.env['MOORING_UPDATE_SIGNING_KEY']
if (!pem)
  throw new Error('MOORING_UPDATE_SIGNING_KEY has no key in it. docs/release.md says how to make one.')
const privateKey = createPrivateKey(pem)

const folder = process.argv[2]
if (folder === undefined) {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  console.log(Buffer.from(x, 'base64url').toString('base64'))
} else {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const feeds = writeFeeds(resolve(folder), version, privateKey)
  if (feeds.length === 0) throw new Error(`There is no package of version ${version} in ${folder}.`)
  for (const feed of feeds) console.log(feed)
}
