import { createHash, type KeyObject } from 'node:crypto'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { signFeed } from '../../electron/main/updates/signature.ts'

export interface ReleasedFile {
  /** Its address, from the feed's own on. */
  url: string
  /** Base64. */
  sha512: string
  size: number
}

/** Which packages each feed announces, by the name that electron-updater requests on that system. */
const packagesOf: Record<string, (name: string) => boolean> = {
  'latest.yml': (name) => name.endsWith('.exe'),
  'latest-mac.yml': (name) => name.endsWith('.zip'),
  'latest-linux.yml': (name) => name.endsWith('.AppImage') && !name.includes('arm64'),
  'latest-linux-arm64.yml': (name) => name.endsWith('.AppImage') && name.includes('arm64'),
}

/**
 * Writes a signed feed beside the packages of a release, for each system that has some. electron-builder would write one for each of its
 * runs, and the feed of one processor over that of the other.
 *
 * @returns the names of the feeds
 */
export function writeFeeds(folder: string, version: string, privateKey: KeyObject): string[] {
  const packages = globSync('*.{exe,zip,AppImage}', { cwd: folder }).filter((name) => name.includes(version))
  return Object.entries(packagesOf).flatMap(([feed, isOurs]) => {
    // A processor that finds no package of its name takes the first, which must be the plain one.
    const names = packages.filter(isOurs).sort((one, other) => one.length - other.length)
    if (names.length === 0) return []
    const text = feedText(
      version,
      names.map((name) => describe(join(folder, name))),
    )
    writeFileSync(join(folder, feed), signFeed(privateKey, feed, text))
    return [feed]
  })
}

/** What electron-updater reads, in YAML: its strings may be those of JSON. */
export function feedText(version: string, files: readonly ReleasedFile[]): string {
  const lines = files.flatMap(({ url, sha512, size }) => [
    `  - url: ${JSON.stringify(url)}`,
    `    sha512: ${sha512}`,
    `    size: ${size}`,
  ])
  return [`version: ${version}`, `releaseDate: '${new Date().toISOString()}'`, 'files:', ...lines, ''].join(
    '\n',
  )
}

function describe(file: string): ReleasedFile {
  const sha512 = createHash('sha512').update(readFileSync(file)).digest('base64')
  return { url: basename(file), sha512, size: statSync(file).size }
}
