import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Account } from '../../shared/models/account.ts'
import type { RunResult } from '../../shared/models/dataset.ts'
import type { Transaction } from '../../shared/models/transaction.ts'
import { openDatasetFile, type DatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { mergeWindow } from '../../electron/main/datasets/store/merge-window.ts'
import { beginRun, endRun } from '../../electron/main/datasets/store/runs.ts'
import { saveAccounts } from '../../electron/main/datasets/store/write-accounts.ts'

/** A dataset's file in a folder of its own, with one checking account for each connection. */
export interface CopiedDataset {
  folder: string
  file: DatasetFile
  /** Stores what a whole read of 2026 returned, as one run. */
  run(
    read: {
      connectionId: string
      login?: string
      /** What differs from the usual account. */
      account?: Partial<Account>
      transactions: Transaction[]
      /** When it runs, by this computer's clock; a minute after the run before, if absent. */
      atMs?: number
    }[],
  ): void
  close(): void
}

export function openCopiedDataset(): CopiedDataset {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-copies-'))
  const file = openDatasetFile(join(folder, 'Household.sqlite'))
  let plannedMs = Date.UTC(2026, 10, 20)
  return {
    folder,
    file,
    run(read) {
      plannedMs += 60_000
      const atMs = read[0]?.atMs ?? plannedMs
      const number = beginRun(file, { atMs, cause: 'by hand' })
      for (const { connectionId, login = 'ana', account = {}, transactions } of read) {
        const owner = {
          connectionId,
          registrationId: 'r1',
          institutionId: 'i1',
          sub: connectionId,
          institution: 'Crane, “Savings” & Co',
          login,
          label: '=2026',
        }
        saveAccounts(file, number, owner, [{ ...checking, ...account }], { atMs, isPartial: false })
        const window = { fromDay: '2026-01-01', toDay: '2026-12-31', isComplete: true, problem: null, atMs }
        mergeWindow(file, number, { connectionId, accountKey: checking.key, transactions, ...window })
      }
      endRun(file, number, { ...nothingDone, atMs, endedAtMs: atMs })
    },
    close() {
      file.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const checking: Account = {
  key: 'a1',
  id: '0071',
  category: 'deposit',
  type: 'CHECKING',
  name: 'Everyday checking',
  mask: '0071',
  currency: 'USD',
  balances: { current: '1234.56', available: '1200.00' },
  balanceType: 'asset',
  asOfDay: '2026-11-20',
  asOfMs: null,
  unavailable: false,
  isEarlier: false,
  unreadable: [],
}

const nothingDone: RunResult = {
  atMs: 0,
  endedAtMs: 0,
  outcome: 'complete',
  inserted: 0,
  updated: 0,
  posted: 0,
  vanished: 0,
  accountsRead: 1,
  accountsMissing: 0,
  problem: null,
  untilMs: null,
}

/** A transaction that the institution knows under an id. */
export function transactionOn(
  day: string | null,
  id: string,
  amount: string,
  other: Partial<Transaction> = {},
): Transaction {
  return {
    id,
    day,
    postedAtMs: day === null ? null : Date.parse(`${day}T12:34:56Z`),
    madeAtMs: null,
    description: `Rent ${id}`,
    category: null,
    amount: { amount, currency: 'USD' },
    direction: 'debit',
    isPending: false,
    unreadable: [],
    ...other,
  }
}

/** For DuckDB: the number of rows and the sums of each connection, of the view `file`. */
export const copiedQuery = `SELECT connection_id, count(*)::INT AS rows, sum(amount::DECIMAL(38, 18))::DECIMAL(38, 2)::VARCHAR AS sum,
  sum(amount_minor::BIGINT)::VARCHAR AS minor FROM file GROUP BY 1 ORDER BY 1`

/** The files below a folder, by path, with `/` between names. */
export function filesBelow(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted()
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path)]),
  )
}
