import { createReadStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { AppError } from '../core/errors.ts'

/** Appends to a file. @throws AppError `file_unwritable` */
export type Write = (chunk: string | Uint8Array) => Promise<void>

/** Writes the content of a file anew. @param lines what was written, some lines at a time, each with its line feed */
export type Rewrite = (lines: AsyncIterable<string[]>, write: Write) => Promise<void>

/** What a file becomes once it is complete. */
export interface Revision {
  /** Something is missing in it: its name gets `partial`. */
  isPartial: boolean
  /** Null for a file that stays as it is. */
  rewrite: Rewrite | null
}

/**
 * Writes the content of a file; null if that is all of it.
 *
 * @param scratch the path of a file that may be needed meanwhile, beside the one that is written; to be deleted afterwards
 */
export type WriteContent = (write: Write, scratch: string) => Promise<Revision | null>

export interface SaveFileOptions {
  /** The folder that the dialog begins in; null, or one that is gone, for the user's documents. */
  folder?: string | null
  /** The content is another party's file: the system marks it as downloaded. */
  isDownloaded?: boolean
}

/**
 * Writes a file that only the user can read, in parts. Until it is complete it has another name, which ends in `.partial`; if writing it
 * fails, it is deleted, and a file that was there before stays.
 *
 * @returns its path; with `-partial` before the extension if something is missing in it
 * @throws AppError `file_unwritable`, and what `writeContent` throws
 */
export async function writeChosenFile(path: string, writeContent: WriteContent): Promise<string> {
  const unfinished = `${path}.partial`
  const revised = `${path}.revised.partial`
  try {
    const revision = await writeUnfinished(unfinished, (write) =>
      writeContent(write, `${path}.scratch.partial`),
    )
    const rewrite = revision?.rewrite
    if (rewrite) await writeUnfinished(revised, (write) => rewrite(linesOf(unfinished), write))
    const named = revision?.isPartial ? unusedPath(path) : path
    await onDisk(() => rename(rewrite ? revised : unfinished, named))
    return named
  } finally {
    await rm(unfinished, { force: true })
    await rm(revised, { force: true })
  }
}

async function writeUnfinished<T>(path: string, writeContent: (write: Write) => Promise<T>): Promise<T> {
  // Left behind by an app that was killed. Opened as a new file, so that a link there is not followed.
  await onDisk(() => rm(path, { force: true }))
  const file = await onDisk(() => open(path, 'wx', 0o600))
  try {
    const result = await writeContent((chunk) => onDisk(() => file.appendFile(chunk)))
    await onDisk(() => file.sync())
    return result
  } finally {
    await file.close()
  }
}

/** `accounts.csv` becomes `accounts-partial.csv`, or `accounts-partial-2.csv` where that exists. */
function unusedPath(path: string): string {
  const extension = extname(path)
  const stem = path.slice(0, path.length - extension.length)
  const named = (number: number) => `${stem}-partial${number === 1 ? '' : `-${number}`}${extension}`
  let number = 1
  while (existsSync(named(number))) number += 1
  return named(number)
}

/** The lines of a file, some at a time, each with its line feed. The last one may have none. */
async function* linesOf(path: string): AsyncGenerator<string[]> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    yield lines.map((line) => `${line}\n`)
  }
  yield rest === '' ? [] : [rest]
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unwritable', { cause })
  }
}
