import { openDatasetFile, type DatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { mergeWindow } from '../../electron/main/datasets/store/merge-window.ts'
import { beginRun, endRun } from '../../electron/main/datasets/store/runs.ts'
import { windowsToRead } from '../../electron/main/datasets/store/windows.ts'
import { saveAccounts } from '../../electron/main/datasets/store/write-accounts.ts'
import { drawFrom, type Draw } from '../../electron/main/sandbox/ledger/draw.ts'
import type { SandboxAccount } from '../../electron/main/sandbox/users.ts'
import { localDay } from '../../shared/calendar.ts'
import { openMikomoReader } from '../support/mikomo-reader.ts'

/** One dataset's file over months: the runs of it, at times and with faults that follow from the seed. */
export interface Life {
  path: string
  /** Of Mikomo's ledger, and of all that happens. */
  seed: string
  accounts: SandboxAccount[]
  /** The computer's time zone. */
  zone: string
  /** Of the first run. */
  startMs: number
  runs: number
}

export const dayMs = 86_400_000
export const connectionId = 'connection-1'

/** When each run begins: hours to twelve days after the one before. */
export function timesOf({ seed, startMs, runs }: Pick<Life, 'seed' | 'startMs' | 'runs'>): number[] {
  const draw = drawFrom(`${seed}/times`)
  const times = [startMs]
  while (times.length < runs) {
    const gapMs = draw.oneIn(6) ? draw.below(12 * 24) * 3_600_000 : draw.below(40 * 60) * 60_000
    times.push((times.at(-1) ?? startMs) + gapMs + 60_000)
  }
  return times
}

/** The first day that the dataset is to have. */
export function sinceOf({ startMs }: Life): string {
  return dayOf(startMs - 70 * dayMs)
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** One run with random faults: pages that fail, time that passes between pages, a computer's clock that is off by up to three days. */
export function playRun(life: Life, index: number): Promise<void> {
  return play(life, timesOf(life)[index] ?? life.startMs, drawFrom(`${life.seed}/run/${index}`))
}

/** One run in which nothing fails, and no time passes. */
export function playWhole(life: Life, atMs: number): Promise<void> {
  return play(life, atMs, null)
}

async function play(life: Life, atMs: number, draw: Draw | null): Promise<void> {
  let nowMs = atMs
  const now = () => (nowMs += draw === null ? 0 : passedMs(draw))
  const clockMs = atMs + (draw?.oneIn(12) === true ? (draw.below(144) - 72) * 3_600_000 : 0)
  const reader = openMikomoReader({ seed: life.seed, accounts: life.accounts, now })
  const file = openDatasetFile(life.path)
  try {
    const run = beginRun(file, { atMs: clockMs, cause: 'schedule' })
    saveAccounts(file, run, owner, await reader.accounts(), { atMs: clockMs, isPartial: false })
    for (const { accountId } of life.accounts)
      await playAccount(life, file, { run, reader, accountId, clockMs, draw })
    endRun(file, run, { ...nothing, atMs: clockMs, endedAtMs: clockMs })
  } finally {
    file.close()
  }
}

const owner = {
  connectionId,
  registrationId: 'registration-1',
  institutionId: 'institution-1',
  sub: 'sub-1',
  institution: 'Mikomo',
  login: 'mikomo_15',
  label: '',
}

const nothing = {
  outcome: 'complete' as const,
  inserted: 0,
  updated: 0,
  posted: 0,
  vanished: 0,
  accountsRead: 0,
  accountsMissing: 0,
  problem: null,
  untilMs: null,
}

interface AccountRun {
  run: number
  reader: ReturnType<typeof openMikomoReader>
  accountId: string
  /** What the computer takes for the time. */
  clockMs: number
  draw: Draw | null
}

async function playAccount(
  life: Life,
  file: DatasetFile,
  { run, reader, accountId, clockMs, draw }: AccountRun,
): Promise<void> {
  const account = { connectionId, accountKey: keyOf(file, accountId) }
  for (const window of windowsToRead(file, account, { since: sinceOf(life), today: localDay(clockMs) })) {
    const failAtPage = draw?.oneIn(12) === true ? draw.below(3) : undefined
    const read = await reader.window(accountId, window, { untilMs: clockMs, failAtPage })
    mergeWindow(file, run, { ...account, ...window, ...read, atMs: clockMs })
    if (read.problem !== null) return
  }
}

export function keyOf(file: DatasetFile, accountId: string): string {
  const row = file.db
    .prepare('SELECT account_key FROM accounts WHERE institution_account_id = ?')
    .get(accountId)
  return String((row as { account_key: unknown } | undefined)?.account_key)
}

/** What passes before a page is answered: often another second begins, now and then an hour passes. */
function passedMs(draw: Draw): number {
  if (draw.oneIn(50)) return draw.below(3_600_000)
  return draw.below(900)
}
