import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildCommand, runProgram } from '../../support/command.ts'
import { startRowListener } from '../../support/row-listener.ts'

const rows = 300_000

test.each(['--json', '--jsonl', '--csv'])(
  '%s of 300,000 rows needs no more memory than of a few',
  async (format) => {
    const command = buildCommand()
    const listener = await startRowListener(rows)
    const cwd = mkdtempSync(join(tmpdir(), 'mooring-script-'))
    try {
      // All of the rows are 120 MB as JSON.
      const line = `"$NODE" --max-old-space-size=24 "$COMMAND" transactions x ${format} | wc -c`
      const env = {
        ...process.env,
        NODE: process.execPath,
        COMMAND: command.file,
        MOORING_DATA: listener.dataFolder,
      }
      const before = process.memoryUsage().rss
      const { code, stdout, stderr } = await runProgram('bash', ['-o', 'pipefail', '-c', line], { cwd, env })
      expect([code, stderr]).toEqual([0, ''])
      expect(Number(stdout)).toBeGreaterThan(rows * 150)
      // The app’s side, which is this process.
      expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
    } finally {
      await listener.close()
      command.remove()
      rmSync(cwd, { recursive: true, force: true })
    }
  },
)
