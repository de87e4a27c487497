import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openListener } from '../../electron/main/local/listener.ts'
import { quietLog } from './quiet-log.ts'

/** A row as wide as a usual transaction. */
export const usualRow = {
  date: '2026-01-31',
  posted_at_utc: '2026-01-31T12:00:00Z',
  transaction_at_utc: null,
  description: 'COFFEE SHOP 1234 SPRINGFIELD',
  category: 'Dining',
  amount: '-12.50',
  currency: 'USD',
  debit_credit: 'debit',
  pending: false,
  transaction_id: 'b9f1c2d3-0000-4000-8000-000000000000',
  connection: 'b9f1c2d3-0000-4000-8000-000000000001',
  institution: 'Mikomo',
  login: 'mikomo_7',
  account: 'Checking',
  mask: '0071',
}

/** The app’s own listener, with so many rows behind it: what the way to a script costs, without an institution. */
export async function startRowListener(
  rows: number,
): Promise<{ dataFolder: string; close(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'mooring-rows-'))
  const runtimeFolder = mkdtempSync(join(tmpdir(), 'run-'))
  mkdirSync(runtimeFolder, { recursive: true, mode: 0o700 })
  async function* parts() {
    const page = Array.from({ length: 500 }, () => usualRow)
    for (let sent = 0; sent < rows; sent += page.length) yield page.slice(0, rows - sent)
    return { isPartial: false, missing: [] }
  }
  const columns = Object.keys(usualRow).map((name) => ({ name, kind: 'value' }))
  const listener = openListener({
    platform: process.platform,
    dataFolder,
    runtimeFolder,
    temporaryFolder: tmpdir(),
    version: '0.1.0',
    log: quietLog(),
    service: {
      run: async () => ({
        kind: 'rows',
        head: { schema: 'mooring.transactions/1', columns },
        parts: parts(),
      }),
      toError: (thrown) => {
        throw thrown
      },
    },
  })
  await listener.turn(true)
  return {
    dataFolder,
    async close() {
      await listener.close()
      rmSync(dataFolder, { recursive: true, force: true })
      rmSync(runtimeFolder, { recursive: true, force: true })
    },
  }
}
