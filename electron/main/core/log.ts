import { appendFileSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import log from 'electron-log/node.js'
import { redact } from './redact.ts'

/** Facts of a log line: codes, ids, statuses, durations. Never bodies, headers, queries, tokens, account numbers. */
export type LogFacts = Record<string, string | number | boolean | null | undefined>

/** From the least to the most detailed. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

export interface Log {
  /** To follow a flow step by step: written only at level `debug`. */
  debug(event: string, facts?: LogFacts): void
  info(event: string, facts?: LogFacts): void
  warn(event: string, facts?: LogFacts): void
  /** @param thrown a bug: its stack is written, redacted, but never its `cause`, because a protocol library puts parameters there */
  error(event: string, thrown: unknown, facts?: LogFacts): void
}

/**
 * Opens the log, a file that starts again at 1 MB; the previous one is kept beside it. Every line is redacted before it is written. If the
 * file can't be written, prints that once on stderr and discards all lines.
 */
export function openLog(file: string, level: LogLevel = 'info'): Log {
  const logger = log.create({ logId: file })
  logger.transports.console.level = false
  logger.transports.file.level = level
  // Otherwise it reads a name from the package.json of the working directory, and writes nothing if there is none.
  logger.transports.file.setAppName('Mooring')
  logger.transports.file.resolvePathFn = () => file
  logger.transports.file.maxSize = 1_048_576
  logger.transports.file.format = ({ data }) => data.map(String)
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  if (!canAppend(file)) logger.transports.file.level = false

  function line(level: string, event: string, facts: LogFacts = {}): string {
    const words = Object.entries(facts)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${String(value)}`)
    return redact([new Date().toISOString(), level, event, ...words].join(' '))
  }

  return {
    debug: (event, facts) => logger.debug(line('debug', event, facts)),
    info: (event, facts) => logger.info(line('info', event, facts)),
    warn: (event, facts) => logger.warn(line('warn', event, facts)),
    error: (event, thrown, facts) =>
      logger.error(`${line('error', event, facts)}\n${redact(stackOf(thrown))}`),
  }
}

/** Prints the reason on stderr if not. */
function canAppend(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true })
    appendFileSync(file, '', { mode: 0o600 })
    // A full disk takes an empty line.
    if (statfsSync(file).bavail === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    return true
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
    process.stderr.write(
      `Mooring can’t write its log ${file} (${code}), and runs without one. Check that its folder is yours and that the disk is not full.\n`,
    )
    return false
  }
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? `${thrown.name}: ${thrown.message}`) : String(thrown)
}
