import { writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { startSecretService } from '../test/support/secret-service.ts'
import { measureAgainst, printCompared } from './bench/against.ts'
import { callbackSection } from './bench/callback.ts'
import { datasetSections } from './bench/datasets.ts'
import { copiesSection } from './bench/copies.ts'
import { linkingSection } from './bench/linking.ts'
import { print, type Section } from './bench/figures.ts'
import { dailyRunSection } from './bench/daily-run.ts'
import { growthSection, memorySection } from './bench/growth.ts'
import { hiddenSection } from './bench/hidden.ts'
import { manySection } from './bench/many.ts'
import { scriptsSections } from './bench/scripts.ts'
import { refreshSections } from './bench/refresh.ts'
import { modulesSection, sizeSection } from './bench/size.ts'
import { teamSection } from './bench/team.ts'
import { windowMissing, windowSections } from './bench/window.ts'
import { describeHost, findHost } from './electron.ts'
import { buildApp } from './run.ts'

/**
 * Measures speed and cost beside the least that is possible and beside other libraries, in one run on one computer: `npm run bench`,
 * with `-- --quick` for a first look, `-- --json FILE` to keep the figures and `-- --against REV` to compare with another commit. It
 * reports, and fails nothing.
 */
const parts = [
  'refresh',
  'callback',
  'growth',
  'many',
  'datasets',
  'copies',
  'team',
  'scripts',
  'window',
  'hidden',
  'size',
]
const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    /** Some of `parts`, with commas. */
    only: { type: 'string' },
    /** A commit to compare this checkout with. */
    against: { type: 'string' },
  },
})
const unknown = values.only?.split(',').find((name) => !parts.includes(name))
if (unknown !== undefined) throw new Error(`--only ${unknown}: the parts are ${parts.join(', ')}`)
if (values.against === undefined) await measure()
else {
  const args = [
    ...(values.quick ? ['--quick'] : []),
    ...(values.only === undefined ? [] : ['--only', values.only]),
  ]
  const rows = measureAgainst(values.against, args, values.quick ? 1 : 5)
  printCompared(rows, values.against)
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`)
}

async function measure(): Promise<void> {
  const { quick } = values
  const wanted = (name: string) => values.only === undefined || values.only.split(',').includes(name)
  const sections: Section[] = []
  const add = (more: Section[]) => {
    for (const section of more) {
      print(section)
      sections.push(section)
    }
  }

  console.log(
    `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
  )
  // One for all of it: the keychain's library stays with the first that it has spoken to.
  const keeps = ['refresh', 'callback', 'window'].some(wanted)
  const secrets = keeps ? await startSecretService().catch(() => null) : null
  if (wanted('refresh')) add(await refreshSections(quick ? 50 : 400, secrets))
  if (wanted('callback')) add([await callbackSection(quick ? 10 : 60, secrets)])
  if (wanted('datasets')) add([await dailyRunSection(quick ? [50] : [50, 100, 200], quick ? 2 : 5)])
  if (wanted('growth')) add([await growthSection(quick ? [10, 100] : [10, 100, 1000, 10_000])])
  if (wanted('growth') && !quick) add([await memorySection()])
  if (wanted('many'))
    add([await manySection(quick ? { grants: 100, servers: 10 } : { grants: 1000, servers: 20 })])
  if (wanted('datasets')) add(datasetSections(quick ? 20_000 : 200_000, quick ? 1 : 5))
  if (wanted('copies'))
    add([
      quick
        ? await copiesSection(20_000, 1, [5000, 20_000])
        : await copiesSection(200_000, 5, [50_000, 200_000, 800_000]),
    ])
  if (wanted('team')) add([await teamSection(quick ? 20_000 : 1_000_000, quick ? 1 : 3)])
  if (wanted('scripts')) add(await scriptsSections(quick ? 10_000 : 100_000, quick ? 5 : 40))
  const host = findHost({ download: false })
  if (wanted('size') || ((wanted('window') || wanted('hidden')) && windowMissing(host) === null)) buildApp()
  if (wanted('window')) {
    add(await windowSections(quick ? [0, 100] : [0, 100, 1000, 10_000], quick ? 3 : 9))
    add([await linkingSection(quick ? 1 : 5, secrets)])
  }
  if (wanted('hidden')) add([await hiddenSection(quick ? 100 : 1000, quick ? 1 : 5)])
  secrets?.stop()
  if (wanted('size')) add([sizeSection(), modulesSection()])
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(sections, null, 2)}\n`)
  console.log(`\n${describeHost(host)}`)
}
