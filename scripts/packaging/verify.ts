import { extractFile, getRawHeader, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'plist'
import { NtExecutable, NtExecutableResource } from 'resedit'
import { nativeFilesOf } from '../../electron/main/start/native-files.ts'
import { root } from '../run.ts'
import { fuses } from './fuses.ts'
import { nativeKindOf } from './native.ts'
import { unmet } from './requirements.ts'
import { nameOf, type Target } from './targets.ts'

/** What the app may add to Electron, archive and native binaries together. */
const budgetBytes = 12_000_000

type Properties = Record<string, unknown>

export interface Packed {
  target: Target
  /** The app's folder, as `pack` leaves it. */
  folder: string
}

/** Everything that is not as it must be, a sentence each; empty when a package may be shipped. */
export async function faultsOf(packed: Packed): Promise<string[]> {
  return [
    ...(await fuseFaults(packed)),
    ...nativeFaults(packed),
    ...archiveFaults(packed),
    ...contentFaults(packed),
    ...commandFaults(packed),
    ...integrityFaults(packed),
    ...plistFaults(packed),
    ...sizeFaults(packed),
  ]
}

export function archiveOf(packed: Packed): string {
  return join(resourcesOf(packed), 'app.asar')
}

/** The archive's list, the same for every build and target: `{target}` for its name, `*` for what a bundler names by content. */
function archiveList(packed: Packed): string[] {
  return listPackage(archiveOf(packed), { isPack: false })
    .map((path) =>
      path
        .replaceAll('\\', '/')
        .replace(nameOf(packed.target), '{target}')
        .replace(/-[\w-]{8}\.(js|css)$/, '-*.$1'),
    )
    .toSorted()
}

function resourcesOf({ target, folder }: Packed): string {
  return target.system === 'darwin'
    ? join(folder, 'Mooring.app/Contents/Resources')
    : join(folder, 'resources')
}

function executableOf({ target, folder }: Packed): string {
  return join(folder, { linux: 'mooring', win32: 'Mooring.exe', darwin: 'Mooring.app' }[target.system])
}

async function fuseFaults(packed: Packed): Promise<string[]> {
  const wire = await getCurrentFuseWire(executableOf(packed))
  const names = Object.values(FuseV1Options).filter((option) => typeof option === 'number')
  return names
    .filter((option) => String.fromCharCode(wire[option] ?? 0) !== (fuses[option] ? '1' : '0'))
    .map((option) => `fuse ${FuseV1Options[option]} is not ${fuses[option] ? 'on' : 'off'}`)
}

function nativeFaults(packed: Packed): string[] {
  const unpacked = join(resourcesOf(packed), 'app.asar.unpacked/node_modules')
  const found = globSync('**/*.node', { cwd: unpacked }).map((path) => path.replaceAll('\\', '/'))
  const wanted = nativeFilesOf(packed.target.system, packed.target.processor)
  return [
    ...wanted.filter((path) => !found.includes(path)).map((path) => `${path} is missing`),
    ...found.filter((path) => !wanted.includes(path)).map((path) => `${path} is not for this target`),
    ...found
      .filter((path) => nativeKindOf(join(unpacked, path)) !== nameOf(packed.target))
      .map((path) => `${path} is a binary of another kind`),
  ]
}

function archiveFaults(packed: Packed): string[] {
  const expected = readFileSync(join(root, 'build/archive.txt'), 'utf8').trimEnd().split('\n')
  const found = archiveList(packed)
  return [
    ...found.filter((path) => !expected.includes(path)).map((path) => `${path} is in the archive, unlisted`),
    ...expected.filter((path) => !found.includes(path)).map((path) => `${path} is not in the archive`),
  ]
}

const secretNames = /\.(map|tsx?|env|pem|p12|pfx|key|db|log)$|\.env|(^|\/)(test|tests|__tests__)(\/|$)/
const secretWords = /-----BEGIN [A-Z ]*PRIVATE KEY|[#@] ?sourceMappingURL=/

function contentFaults(packed: Packed): string[] {
  const archive = archiveOf(packed)
  const paths = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/'))
  const texts = paths.filter((path) => /\.(m?js|cjs|css|html|json)$/.test(path))
  const folders = [root, homedir()].filter((folder) => folder.length > 4)
  return [
    ...paths.filter((path) => secretNames.test(path)).map((path) => `${path} must not be in a package`),
    ...texts.flatMap((path) => {
      const text = extractFile(archive, path.slice(1)).toString()
      return [
        ...(secretWords.test(text) ? [`${path} names a source map or holds a key`] : []),
        ...(folders.some((folder) => text.includes(folder))
          ? [`${path} names a folder of this computer`]
          : []),
      ]
    }),
  ]
}

/** The command of the package runs, as a program of its own. */
function commandFaults(packed: Packed): string[] {
  const folder = join(resourcesOf(packed), 'cli')
  const file = join(folder, 'mooring.mjs')
  if (!existsSync(file)) return ['the command is missing']
  const said = spawnSync(process.execPath, [file, '--version'], { encoding: 'utf8' }).stdout
  const isWindows = packed.target.system === 'win32'
  return unmet([
    ['the command says the version', said === `mooring ${versionOf(packed)}\n`],
    ['the command has its MCP server', existsSync(join(folder, 'mooring-mcp.mjs'))],
    ['the command can be run by its name', isWindows || (statSync(file).mode & 0o111) === 0o111],
    ['Windows finds the command', !isWindows || existsSync(join(folder, 'mooring.cmd'))],
  ])
}

function versionOf(packed: Packed): string {
  const { version } = JSON.parse(extractFile(archiveOf(packed), 'package.json').toString()) as {
    version: string
  }
  return version
}

/** Electron compares the hash of the archive's header, and with it that of every file in it, on macOS and Windows. */
function integrityFaults(packed: Packed): string[] {
  const archive = archiveOf(packed)
  const hash = createHash('sha256').update(getRawHeader(archive).headerString).digest('hex')
  switch (packed.target.system) {
    case 'linux':
      return []
    case 'darwin': {
      const integrity = plistIn(packed)['ElectronAsarIntegrity'] as
        | Record<string, { hash?: string }>
        | undefined
      return integrity?.['Resources/app.asar']?.hash === hash
        ? []
        : ['the archive’s hash is not in Info.plist']
    }
    case 'win32': {
      const resources = NtExecutableResource.from(
        NtExecutable.from(readFileSync(executableOf(packed)), { ignoreCert: true }),
      )
      const entry = resources.entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR')
      const listed = entry === undefined ? '' : Buffer.from(entry.bin).toString()
      return listed.includes(hash) ? [] : ['the archive’s hash is not in the program']
    }
  }
}

function plistIn(packed: Packed): Properties {
  return parse(readFileSync(join(executableOf(packed), 'Contents/Info.plist'), 'utf8')) as Properties
}

function plistFaults(packed: Packed): string[] {
  if (packed.target.system !== 'darwin') return []
  const entitlements = parse(readFileSync(join(root, 'build/entitlements.mac.plist'), 'utf8')) as Properties
  const properties = plistIn(packed)
  return unmet([
    [
      'the entitlements are allow-jit alone',
      isOnly(entitlements, { 'com.apple.security.cs.allow-jit': true }),
    ],
    ['the identifier is ours', properties['CFBundleIdentifier'] === 'app.mooring.desktop'],
    ['macOS 13 is the oldest', properties['LSMinimumSystemVersion'] === '13.0'],
    ['TLS is demanded', isOnly(properties['NSAppTransportSecurity'], { NSAllowsLocalNetworking: true })],
    ['mooring:// is ours', JSON.stringify(properties['CFBundleURLTypes'] ?? []).includes('"mooring"')],
  ])
}

function isOnly(value: unknown, wanted: Record<string, boolean>): boolean {
  return JSON.stringify(value) === JSON.stringify(wanted)
}

function sizeFaults(packed: Packed): string[] {
  const bytes = addedBytes(packed)
  return bytes <= budgetBytes ? [] : [`it adds ${bytes} bytes to Electron, over ${budgetBytes}`]
}

/** What the app adds to Electron. */
export function addedBytes(packed: Packed): number {
  const archive = archiveOf(packed)
  const unpacked = `${archive}.unpacked`
  const natives = existsSync(unpacked) ? globSync('**/*.node', { cwd: unpacked }) : []
  const files = [
    archive,
    ...globSync('cli/*.mjs', { cwd: resourcesOf(packed) }).map((path) => join(resourcesOf(packed), path)),
    ...natives.map((path) => join(unpacked, path)),
  ]
  return files.filter((file) => existsSync(file)).reduce((sum, file) => sum + statSync(file).size, 0)
}
