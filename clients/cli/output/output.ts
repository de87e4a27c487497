import { fstatSync, writeSync } from 'node:fs'
import { CommandError, exits, systemCode } from '../failure.ts'

/** Where a command writes. */
export interface Output {
  /** Whether stdout is a terminal. */
  isTerminal: boolean
  /** The terminal’s width in characters. */
  columns: number
  hasColours: boolean
  /** Data, to stdout. Returns when it was taken. @throws CommandError `output_closed` or `output_failed` */
  write(data: string | Uint8Array): Promise<void>
  /** Words, to stderr. */
  say(text: string): void
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'once' | 'on' | 'isTTY' | 'columns'>

/** @param descriptor of `stdout` */
export function openOutput(
  stdout: Stream,
  stderr: Stream,
  env: Readonly<Record<string, string | undefined>>,
  descriptor = 1,
): Output {
  const isTerminal = stdout.isTTY === true
  // Each failure is told to the write that it belongs to, and nobody is left to tell that stderr is gone.
  stdout.on('error', () => undefined)
  stderr.on('error', () => undefined)
  const toFile = isFile(descriptor, isTerminal)
  return {
    isTerminal,
    columns: stdout.columns || 80,
    hasColours: isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    async write(data) {
      try {
        if (toFile) writeAll(descriptor, typeof data === 'string' ? Buffer.from(data) : data)
        else await written(stdout, data)
      } catch (thrown) {
        throw outputFailure(thrown)
      }
    },
    say(text) {
      stderr.write(`mooring: ${text}\n`)
    },
  }
}

/** What outputFailure makes of a reader that went away, such as `head`. Nothing has to be said then. */
export const outputClosed = 'output_closed'

export function outputFailure(thrown: unknown): CommandError {
  const code = systemCode(thrown)
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED')
    return new CommandError(outputClosed, 0, 'The reader went away.')
  const why = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'your quota is used up',
    EFBIG: 'the file would be too large',
  }[code]
  return new CommandError('output_failed', exits.failed, `The output can’t be written: ${why ?? code}.`)
}

/** A file, or a device such as /dev/full. */
function isFile(descriptor: number, isTerminal: boolean): boolean {
  try {
    const stats = fstatSync(descriptor)
    return stats.isFile() || (stats.isCharacterDevice() && !isTerminal)
  } catch {
    // It is closed: writing says so.
    return false
  }
}

/** Node’s own stream forgets what a nearly full disk did not take. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) from += writeSync(descriptor, bytes, from)
}

function written(stream: Stream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (thrown) => (thrown ? reject(thrown) : resolve()))
  })
}
