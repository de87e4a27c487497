import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { closeSync, cpSync, openSync, readSync, writeSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'

/** The executable of a packaged app: a folder as electron-builder leaves it, or one that is installed. */
export const packagedApp = process.env['MOORING_PACKAGED']

/** What its tests wait for; empty when they run. */
export const whyNotPackaged =
  packagedApp === undefined
    ? ': waits for a package of it with Electron itself: npm run dist, then npm run test:packaged'
    : ''

const isMac = process.platform === 'darwin'

/** All of it is in here: on macOS the bundle. */
function folderOf(executable: string): string {
  return isMac ? join(dirname(executable), '../..') : dirname(executable)
}

/** Where its archive is. */
export function archiveOf(executable: string): string {
  return join(folderOf(executable), isMac ? 'Contents/Resources' : 'resources', 'app.asar')
}

/** A copy of the whole app, for a test to harm. @returns its executable */
export function copyOf(executable: string, folder: string): string {
  const to = join(folder, isMac ? 'Mooring.app' : 'app')
  cpSync(folderOf(executable), to, { recursive: true, verbatimSymlinks: true })
  return join(to, isMac ? 'Contents/MacOS' : '', basename(executable))
}

/** Where a file begins in an archive: after a size, a size, and a header of JSON that holds each file's own offset. */
export function offsetIn(archive: string, isIt: (path: string) => boolean): number {
  const { json, contentAt } = headerOf(archive)
  const found = entriesOf(JSON.parse(json) as Entry, '').find(([path]) => isIt(path))
  if (!found) throw new Error(`${archive} has no such file`)
  return contentAt + Number(found[1])
}

/** Where in the header a word is. */
export function offsetInHeader(archive: string, word: string): number {
  const at = headerOf(archive).json.indexOf(word)
  if (at < 0) throw new Error(`the header of ${archive} has no ${word}`)
  return headerAt + at
}

const headerAt = 16

function headerOf(archive: string): { json: string; contentAt: number } {
  const file = openSync(archive, 'r')
  const sizes = Buffer.alloc(headerAt)
  readSync(file, sizes, 0, headerAt, 0)
  const json = Buffer.alloc(sizes.readUInt32LE(12))
  readSync(file, json, 0, json.length, headerAt)
  closeSync(file)
  return { json: json.toString('utf8'), contentAt: 8 + sizes.readUInt32LE(4) }
}

/** Changes one bit. */
export function flipAt(path: string, offset: number): void {
  const file = openSync(path, 'r+')
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, offset)
  byte[0] = (byte[0] ?? 0) ^ 1
  writeSync(file, byte, 0, 1, offset)
  closeSync(file)
}

interface Entry {
  files?: Record<string, Entry>
  offset?: string
}

function entriesOf(entry: Entry, path: string): [path: string, offset: string][] {
  if (entry.files) {
    return Object.entries(entry.files).flatMap(([name, inner]) => entriesOf(inner, `${path}/${name}`))
  }
  return entry.offset === undefined ? [] : [[path, entry.offset]]
}

export interface RunningProgram {
  process: ChildProcess
  /** All that it wrote so far. */
  output(): string
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
}

/** Starts the packaged app with folders of its own. */
export function startPackaged(
  executable: string,
  folder: string,
  args: string[] = [],
  env: Record<string, string> = {},
): RunningProgram {
  const child = spawn(executable, [`--user-data-dir=${join(folder, 'profile')}`, ...args], {
    env: { ...process.env, MOORING_DATA: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  }
  return {
    process: child,
    output: () => output,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code))),
  }
}

/** Command lines of every process that belongs to this app's folder, with its id. */
export function processesOf(executable: string): { pid: number; command: string }[] {
  const isWindows = process.platform === 'win32'
  const list = isWindows
    ? spawnSync('powershell.exe', [
        '-NoProfile',
        '-Command',
        'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.CommandLine)" }',
      ])
    : spawnSync('ps', ['-axww', '-o', 'pid=,command='])
  return list.stdout
    .toString('utf8')
    .split('\n')
    .map((line) => /^\s*(\d+) (.*)$/.exec(line.trimEnd()))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), command: match[2] ?? '' }] : []))
    .filter(({ command }) => command.includes(folderOf(executable) + sep))
}
