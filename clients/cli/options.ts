import { localLimits } from '../../shared/local-protocol.ts'
import { CommandError } from './failure.ts'
import { durationMs } from './times.ts'

export const formats = ['json', 'jsonl', 'csv', 'table'] as const
export type Format = (typeof formats)[number]

/** What the common flags say. */
export interface Options {
  /** What this program is called; null for its folder's name. */
  name: string | null
  /** How long to wait for the user's answer; 0 for not at all. */
  waitMs: number
  /** Whether a run of a dataset is waited for. */
  waitsForRuns: boolean
  isStarting: boolean
  dataFolder: string | null
  format: Format
  /** The format was chosen by a flag. */
  isFormatGiven: boolean
  isQuiet: boolean
}

const usualWaitMs = 60_000

/**
 * @param terminal whether a person can answer (`canAsk`) and whether stdout is a terminal
 * @throws CommandError `wrong_use`
 */
export function readOptions(
  flags: ReadonlyMap<string, string[]>,
  terminal: { canAsk: boolean; isOutput: boolean },
): Options {
  const one = (name: string) => flags.get(name)?.[0] ?? null
  const given = formats.find((format) => flags.has(`--${format}`))
  const name = one('--as')
  if (name !== null && (name.trim() === '' || name.length > localLimits.name))
    throw new CommandError('wrong_use', 2, `--as takes a name of 1 to ${localLimits.name} characters.`)
  const waits = flags.has('--wait') || (terminal.canAsk && !flags.has('--no-wait'))
  return {
    name,
    waitMs: waits ? waitOf(one('--wait')) : 0,
    waitsForRuns: waits,
    isStarting: flags.has('--start'),
    dataFolder: one('--data'),
    format: given ?? (terminal.isOutput ? 'table' : 'json'),
    isFormatGiven: given !== undefined,
    isQuiet: flags.has('--quiet'),
  }
}

function waitOf(value: string | null): number {
  if (value === null || value === '') return usualWaitMs
  return Math.min(durationMs(value, '--wait'), localLimits.waitMs)
}
