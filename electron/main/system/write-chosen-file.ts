import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../core/errors.ts'

/** Appends to a file. @throws AppError `file_unwritable` */
export type Write = (chunk: string | Uint8Array) => Promise<void>

/** What turned out at the end to be missing in a text file: `partial` is added to its name, and every line is corrected. */
export interface Shortage {
  correct: (line: string) => string
}

/** Writes the content of a file, and says what is missing in it. */
export type WriteContent = (write: Write) => Promise<Shortage | null>

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
  const corrected = `${path}.corrected.partial`
  try {
    const shortage = await writeUnfinished(unfinished, writeContent)
    if (shortage === null) {
      await onDisk(() => rename(unfinished, path))
      return path
    }
    const named = unusedPath(path)
    await onDisk(async () => {
      const options = { flags: 'wx', mode: 0o600, flush: true }
      await pipeline(correctedLines(unfinished, shortage), createWriteStream(corrected, options))
      await rename(corrected, named)
    })
    return named
  } finally {
    await rm(unfinished, { force: true })
    await rm(corrected, { force: true })
  }
}

async function writeUnfinished(path: string, writeContent: WriteContent): Promise<Shortage | null> {
  // Left behind by an app that was killed. Opened as a new file, so that a link there is not followed.
  await onDisk(() => rm(path, { force: true }))
  const file = await onDisk(() => open(path, 'wx', 0o600))
  try {
    const shortage = await writeContent((chunk) => onDisk(() => file.appendFile(chunk)))
    await onDisk(() => file.sync())
    return shortage
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

async function* correctedLines(path: string, { correct }: Shortage): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    yield lines.map((line) => `${correct(line)}\n`).join('')
  }
  yield correct(rest)
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    throw new AppError('file_unwritable', { cause })
  }
}
