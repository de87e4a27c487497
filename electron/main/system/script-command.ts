import { execFile } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { App } from 'electron'
import type { ScriptCommand } from '../../../shared/models/script.ts'
import { AppError } from '../core/errors.ts'

/** Where the command `mooring` is, and the link by which a terminal finds it. */
export interface CommandLink {
  read(): Promise<ScriptCommand>
  /** Replaces and removes only links to a Mooring's command. @throws AppError `file_unwritable` */
  link(isLinked: boolean): Promise<ScriptCommand>
}

/** The oldest version of Node that runs the command. */
const oldestNode = 20

const nodeLimitMs = 5000

/** A link to the command of any Mooring, such as one that was installed elsewhere before. */
const ownTarget = /[/\\]cli[/\\]mooring\.mjs$/

/** The command's file beside the app's archive, or what a build of the sources made. */
export function commandFile(app: Pick<App, 'isPackaged' | 'getAppPath'>): string {
  const path = app.getAppPath()
  return join(app.isPackaged ? dirname(path) : join(path, 'out'), 'cli', 'mooring.mjs')
}

export function openCommandLink(options: {
  platform: NodeJS.Platform
  home: string
  /** PATH of the app's own process. A terminal's may have more. */
  searchPath: string
  /** The command's file. */
  original: string
  /** Where a copy of it is kept, for an app whose files are elsewhere at each start: an AppImage. */
  copy?: string | null
  /** Where a link is tried first on macOS. */
  sharedFolder?: string
}): CommandLink {
  const { platform, home, original, copy = null, sharedFolder = '/usr/local/bin' } = options
  const file = copy ?? (platform === 'win32' ? original.replace(/mjs$/, 'cmd') : original)
  const folders = options.searchPath.split(delimiter).filter((folder) => folder !== '')
  const link = join(
    platform === 'darwin' && isWritable(sharedFolder) ? sharedFolder : join(home, '.local', 'bin'),
    'mooring',
  )

  async function read(): Promise<ScriptCommand> {
    keepCopy(original, copy)
    const node = await nodeVersion(platform, folders)
    return {
      state: stateNow(),
      file,
      link: platform === 'win32' ? null : shown(link, home),
      isOnPath: folders.includes(dirname(link)),
      node,
      isNodeUsable: node !== null && Number.parseInt(node, 10) >= oldestNode,
    }
  }

  function stateNow(): ScriptCommand['state'] {
    if (!existsSync(file)) return 'missing'
    if (platform === 'win32') return 'byHand'
    const target = targetOf(link)
    if (target === file) return 'linked'
    return target === null || ownTarget.test(target) ? 'unlinked' : 'other'
  }

  return {
    read,
    link: async (isLinked) => {
      keepCopy(original, copy)
      const state = stateNow()
      try {
        if (isLinked && state === 'unlinked') {
          mkdirSync(dirname(link), { recursive: true })
          if (targetOf(link) !== null) rmSync(link)
          // It fails where something has come in between.
          symlinkSync(file, link)
        }
        if (!isLinked && state === 'linked') rmSync(link)
      } catch (thrown) {
        const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
        throw new AppError('file_unwritable', { cause })
      }
      return read()
    },
  }
}

/** Makes the copy, with the files that the command loads from beside it, and again after an update. Where it can't be written, the one from before stays. */
function keepCopy(original: string, copy: string | null): void {
  if (copy === null) return
  try {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o700 })
    for (const name of readdirSync(dirname(original))) {
      const content = readFileSync(join(dirname(original), name))
      const kept = join(dirname(copy), name)
      if (existsSync(kept) && readFileSync(kept).equals(content)) continue
      writeFileSync(kept, content, { mode: 0o755 })
    }
  } catch {
    // The window says that the command is missing, unless there is one.
  }
}

/** What a link leads to; null where there is nothing, or nothing can be read, the empty text for a file that is no link. */
function targetOf(link: string): string | null {
  try {
    return lstatSync(link).isSymbolicLink() ? readlinkSync(link) : ''
  } catch {
    return null
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function shown(path: string, home: string): string {
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/** The version of the first Node that a terminal would find, such as `24.4.1`; null where there is none that answers. */
async function nodeVersion(platform: NodeJS.Platform, folders: readonly string[]): Promise<string | null> {
  const name = platform === 'win32' ? 'node.exe' : 'node'
  // Apps on macOS are started without what a shell's profile adds.
  const places = platform === 'darwin' ? [...folders, '/usr/local/bin', '/opt/homebrew/bin'] : folders
  const program = places.map((folder) => join(folder, name)).find((path) => existsSync(path))
  if (program === undefined) return null
  return new Promise((resolve) => {
    execFile(program, ['--version'], { timeout: nodeLimitMs, windowsHide: true }, (error, out) => {
      resolve(error ? null : (/^v(\d+\.\d+\.\d+)/.exec(out)?.[1] ?? null))
    })
  })
}
