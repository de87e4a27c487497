import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isSigned, readPublicKey } from '../../electron/main/updates/signature.ts'
import { root } from '../../scripts/run.ts'
import { newPublisher } from '../support/feed-server.ts'

const publisher = newPublisher()
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mooring-feeds-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function run(args: string[]): string {
  return execFileSync(process.execPath, [join(root, 'scripts/packaging/sign-feeds.ts'), ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
    env: {
      ...process.env,
      MOORING_UPDATE_SIGNING_KEY: publisher.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
  })
}

test('each system gets a feed that names its packages, signed for the key that the script prints', () => {
  const packages = [
    `Mooring Setup ${version}.exe`,
    `Mooring Setup ${version}-arm64.exe`,
    `Mooring-${version}-mac.zip`,
    `Mooring-${version}-arm64-mac.zip`,
    `Mooring-${version}.AppImage`,
    `Mooring-${version}-arm64.AppImage`,
    `Mooring-${version}.dmg`,
    'Mooring-0.0.1.AppImage',
  ]
  for (const name of packages) writeFileSync(join(folder, name), name)
  const feeds = run([folder]).trim().split('\n')
  const keys = [readPublicKey(run([]).trim())]
  const seen = feeds.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const info = parseUpdateInfo(text, name, new URL('https://updates.example/'))
    return [name, isSigned(keys, name, text), info.version, info.files.map(({ url }) => url)]
  })
  expect(seen).toEqual([
    ['latest.yml', true, version, [`Mooring Setup ${version}.exe`, `Mooring Setup ${version}-arm64.exe`]],
    ['latest-mac.yml', true, version, [`Mooring-${version}-mac.zip`, `Mooring-${version}-arm64-mac.zip`]],
    ['latest-linux.yml', true, version, [`Mooring-${version}.AppImage`]],
    ['latest-linux-arm64.yml', true, version, [`Mooring-${version}-arm64.AppImage`]],
  ])
})

test('a folder without packages of this version is no release', () => {
  writeFileSync(join(folder, 'Mooring-0.0.1.AppImage'), '')
  expect(() => run([folder])).toThrow('There is no package of version')
  expect(readdirSync(folder)).toEqual(['Mooring-0.0.1.AppImage'])
})
