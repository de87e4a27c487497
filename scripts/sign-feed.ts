import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isSigned, signFeed } from '../electron/main/updates/signature.ts'

// Signs the update feeds of a release, in place: `node scripts/sign-feed.ts dist/latest*.yml`. The private key is in
// MOORING_UPDATE_SIGNING_KEY, as PEM: docs/release.md says how it is made. Without files it prints the public key for the build.

const pem = process.env['MOORING_UPDATE_SIGNING_KEY']
if (!pem)
  throw new Error('MOORING_UPDATE_SIGNING_KEY has no key in it. docs/release.md says how to make one.')

const privateKey = createPrivateKey(pem)
const publicKey = createPublicKey(privateKey)
const files = process.argv.slice(2)
for (const file of files) {
  const name = basename(file)
  const feed = readFileSync(file, 'utf8')
  if (isSigned([publicKey], name, feed)) continue
  writeFileSync(file, signFeed(privateKey, name, feed))
  console.log(`signed ${name}`)
}
if (files.length === 0) {
  const { x = '' } = publicKey.export({ format: 'jwk' })
  console.log(Buffer.from(x, 'base64url').toString('base64'))
}
