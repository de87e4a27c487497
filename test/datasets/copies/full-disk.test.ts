import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCopiedDataset, transactionOn, type CopiedDataset } from '../../support/copied-dataset.ts'
import { noSmallDisk, runOnSmallDisk } from '../../support/small-disk.ts'

const root = join(import.meta.dirname, '../../..')

let dataset: CopiedDataset
beforeEach(() => {
  dataset = openCopiedDataset()
})
afterEach(() => dataset.close())

/** The dataset's file as it is now. */
function copyOfFile(name: string): string {
  dataset.file.db.pragma('wal_checkpoint(TRUNCATE)')
  const path = join(dataset.folder, name)
  copyFileSync(dataset.file.path, path)
  return path
}

test.skipIf(noSmallDisk !== null)(
  `on a full disk the copy says so, each old month is still whole, and the next one goes on${noSmallDisk ? ` (${noSmallDisk})` : ''}`,
  () => {
    const many = (amount: string) =>
      Array.from({ length: 2000 }, (_, index) =>
        transactionOn(`2026-${index % 2 === 0 ? '10' : '11'}-01`, `t${index}`, amount),
      )
    dataset.run([{ connectionId: 'c1', transactions: many('-1.00') }])
    const first = copyOfFile('first.sqlite')
    dataset.run([{ connectionId: 'c1', transactions: many('-2.00') }])
    const second = copyOfFile('second.sqlite')
    const disk = join(dataset.folder, 'disk')
    mkdirSync(disk)
    const said = runOnSmallDisk(
      disk,
      4096,
      `
      import { readFileSync } from 'node:fs'
      import { createHash } from 'node:crypto'
      import { writeCopies } from '${root}/electron/main/datasets/copies/index.ts'
      import { fillDisk, freeDisk } from '${root}/test/support/full-disk.ts'
      const folder = '${disk}/Household'
      const write = (path) =>
        writeCopies({ path }, ['parquet', 'jsonl'], { folder, signal: new AbortController().signal, report: () => {} })
      const manifest = () => JSON.parse(readFileSync(folder + '/parquet/mooring.json', 'utf8'))
      /** How many files of the copy are as its description says. */
      const sound = () =>
        Object.entries(manifest().files).filter(([path, { sha256 }]) =>
          path.startsWith('transactions') && createHash('sha256').update(readFileSync(folder + '/parquet/' + path)).digest('hex') === sha256).length
      const said = []
      await write('${first}')
      said.push([manifest().run_id, sound()])
      fillDisk('${disk}')
      await write('${second}').catch(({ code }) => said.push(code))
      said.push([manifest().run_id, sound()])
      freeDisk('${disk}')
      await write('${second}')
      said.push([manifest().run_id, sound()])
      console.log(JSON.stringify(said))
      `,
    )
    expect(JSON.parse(said)).toEqual([[1, 2], 'disk_full', [1, 2], [2, 2]])
  },
)
