import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { build } from 'vite'
import { dropFolder, newDataFolder } from '../../test/support/app.ts'
import { pagesBelow, programsBelow } from '../../test/support/programs.ts'
import { chromiumPath } from '../chromium.ts'
import { describeHost, findHost, type Host } from '../electron.ts'
import { root } from '../run.ts'
import { seed } from '../seed.ts'
import { answeringPreload, mainProcessAlone } from './halves.ts'
import { leftOut, plainRow, rowOf, type Goal, type Row, type Section, type Times } from './figures.ts'
import { keyToList, labelToPaint, scrollFrames } from './page.ts'

interface Started {
  electron: ElectronApplication
  page: Page
  startedMs: number
}

/** From the process begun to the list painted: what each part of it took. */
const phases = [
  'process begun to Node ready',
  'Node ready to the page requested',
  'page requested to its scripts run',
  'its scripts run to the list painted',
] as const

const moreThanTemplate =
  'each half with the template’s other half is above the goal: see their two rows. The main process alone was 1.22 with the list’s modules only, read from a V8 cache'
const youngHeap =
  'V8’s young generation, which it does not give back: without its growth it was 1.36, after a collection of everything 1.21. With the list’s modules only it was 1.4'
const pageDrawn =
  'the first drawing: 1.07 with the scripts evaluated, 1.24 with one row drawn. Without the parts that are read after the list it was the same'

/** Start, memory and list of the app with so many connections, beside the template started the same way, turn by turn. */
export async function windowSections(sizes: readonly number[], rounds: number): Promise<Section[]> {
  const host = findHost({ download: false })
  const missing = windowMissing(host)
  if (missing !== null) return [leftOut('Start, memory and list', missing)]
  const folder = newDataFolder()
  const template = join(folder, 'template-page')
  await buildTemplate(template)
  for (const size of sizes) if (size > 0) seed(join(folder, String(size), 'data'), size)
  const seen = new Seen()
  try {
    // Whatever is read from the disk for the first time is read here.
    await lookAtTemplate(host.path, { page: template }, folder, new Seen())
    const halves = sizes.includes(100) ? await makeHalves(host.path, template, folder) : null
    for (let round = 0; round < rounds; round += 1) {
      await lookAtTemplate(host.path, { page: template }, folder, seen)
      if (halves) await lookAtHalves(host.path, halves, folder, seen)
      for (const size of sizes) await lookAtApp(host.path, join(folder, String(size)), size, seen)
    }
  } finally {
    dropFolder(folder)
  }
  return seen.sections(sizes, describeHost(host))
}

/** Why no window can be opened here; null where one can. */
export function windowMissing(host: Host): string | null {
  if (host.kind === 'stand-in') return chromiumPath() === null ? 'there is no Chromium' : null
  const hasDisplay = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']
  return process.platform === 'linux' && !hasDisplay ? 'there is no display' : null
}

async function buildTemplate(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'template/page'),
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, emptyOutDir: true, modulePreload: { polyfill: false } },
  })
}

async function start(path: string, args: string[], env: Record<string, string>): Promise<Started> {
  const startedMs = performance.now()
  const electron = await _electron.launch({
    executablePath: path,
    args,
    env: { ...(process.env as Record<string, string>), MOORING_HEADLESS: '1', ...env },
  })
  return { electron, page: await electron.firstWindow(), startedMs }
}

const [pageAlone, mainAlone] = ['the page alone, 100 connections', 'the main process alone, 100 connections']

interface Halves {
  preload: string
  app: string
}

async function makeHalves(path: string, templatePage: string, folder: string): Promise<Halves> {
  const { electron, page } = await start(path, ...appOf(root, join(folder, '100')))
  try {
    await page.getByRole('rowheader').first().waitFor()
    return {
      preload: await answeringPreload(folder, page),
      app: mainProcessAlone(folder, templatePage),
    }
  } finally {
    await electron.close()
  }
}

async function lookAtHalves(
  path: string,
  { preload, app }: Halves,
  folder: string,
  seen: Seen,
): Promise<void> {
  const page = join(root, 'out/renderer')
  const alone = await startTemplate(path, { page, preload }, folder)
  await noteStart(alone, pageAlone, seen).finally(() => alone.electron.close())
  const main = await start(path, ...appOf(app, join(folder, '100')))
  await noteStart(main, mainAlone, seen).finally(() => main.electron.close())
}

function appOf(app: string, folder: string): [string[], Record<string, string>] {
  return [[app, `--user-data-dir=${join(folder, 'profile')}`], { MOORING_DATA: join(folder, 'data') }]
}

/** The folder of a page, and the preload that it needs instead of the template's. */
interface TemplatePage {
  page: string
  preload?: string
}

function startTemplate(path: string, { page, preload }: TemplatePage, folder: string): Promise<Started> {
  const args = [join(import.meta.dirname, 'template'), `--user-data-dir=${join(folder, 'template-profile')}`]
  const env = { BENCH_TEMPLATE_PAGE: page, ...(preload ? { BENCH_TEMPLATE_PRELOAD: preload } : {}) }
  return start(path, args, env)
}

async function lookAtTemplate(path: string, page: TemplatePage, folder: string, seen: Seen): Promise<void> {
  const started = await startTemplate(path, page, folder)
  try {
    await noteStart(started, 'template', seen)
    await started.page.getByRole('heading', { name: 'Template' }).waitFor()
    await noteMemory(started, 'template', seen)
  } finally {
    await started.electron.close()
  }
}

async function lookAtApp(path: string, folder: string, size: number, seen: Seen): Promise<void> {
  const started = await start(path, ...appOf(root, folder))
  const { electron, page } = started
  const name = `${size} connections`
  try {
    const first =
      size === 0 ? page.getByRole('button', { name: 'Link Mikomo' }) : page.getByRole('rowheader').first()
    const paintedMs = await noteStart(started, name, seen)
    await first.waitFor()
    await noteMemory(started, name, seen)
    const asked = programsBelow(electron.process().pid ?? 0).find(({ words }) =>
      words.includes('keychain-worker'),
    )
    seen.note('keychain', name, asked && asked.begunMs < paintedMs ? 1 : 0)
    if (size < 1000) return
    for (const text of ['9', '99', '999', 'team 9', 'label:team status:active', 'no such thing', '']) {
      const { drawnMs, workMs } = await keyToList(page, text)
      seen.note('key', name, drawnMs)
      seen.note('key work', name, workMs)
    }
    const { frames, work } = await scrollFrames(page)
    for (const ms of frames) seen.note('frame', name, ms)
    for (const ms of work) seen.note('work', name, ms)
    const id = await firstConnection(page)
    for (let count = 0; count < 5; count += 1) {
      const { commitMs, paintMs } = await labelToPaint(page, id, {
        label: `label ${count}`,
        before: `label ${count - 1}`,
      })
      seen.note('commit', name, commitMs)
      seen.note('paint', name, paintMs)
    }
  } finally {
    await electron.close()
  }
}

/**
 * Looks at the page only once it has been painted: looking for the list meanwhile would take the page's own time.
 *
 * @returns when its first content was painted, which is the list: before it the page is empty; milliseconds UTC
 */
async function noteStart({ electron, page, startedMs }: Started, name: string, seen: Seen): Promise<number> {
  const { timeOrigin } = performance
  const readyMs = await electron.evaluate(() => {
    const { performance: timed } = process.getBuiltinModule('node:perf_hooks')
    return timed.timeOrigin + timed.nodeTiming.bootstrapComplete
  })
  await page.waitForURL(/bundle/, { waitUntil: 'domcontentloaded' })
  const { openedMs, ranMs, paintedMs } = await page.evaluate(async () => {
    const openedMs = performance.timeOrigin
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    const paintedMs = await new Promise<number>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        const [painted] = list.getEntriesByName('first-contentful-paint')
        if (painted) resolve(painted.startTime)
      })
      observer.observe({ type: 'paint', buffered: true })
    })
    return {
      openedMs,
      ranMs: openedMs + (navigation?.domContentLoadedEventEnd ?? 0),
      paintedMs: openedMs + paintedMs,
    }
  })
  const ends = [timeOrigin + startedMs, readyMs, openedMs, ranMs, paintedMs]
  seen.note('start', name, paintedMs - timeOrigin - startedMs)
  for (const [index, phase] of phases.entries()) {
    seen.note(phase, name, (ends[index + 1] ?? 0) - (ends[index] ?? 0))
  }
  return paintedMs
}

/** The id of the connection that is drawn first. */
async function firstConnection(page: Page): Promise<string> {
  return (await page.locator('.list tr[data-id]').first().getAttribute('data-id')) ?? ''
}

async function noteMemory({ electron, page }: Started, name: string, seen: Seen): Promise<void> {
  await page.waitForTimeout(1000)
  const bytes = await electron.evaluate(() => process.memoryUsage().rss)
  const heap = await page.evaluate(
    () => (performance as Performance & { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  )
  seen.note('main', name, bytes / 1e6)
  seen.note('heap', name, heap / 1e6)
  const renderers = pagesBelow(electron.process().pid ?? 0)
  const residents = renderers.map(({ residentBytes }) => residentBytes)
  if (residents.length > 0) seen.note('renderer', name, Math.max(...residents) / 1e6)
}

class Seen {
  readonly #values = new Map<string, Times>()

  note(what: string, name: string, value: number): void {
    const key = `${what} ${name}`
    const times = this.#values.get(key) ?? { name, ms: [], perSecond: null }
    times.ms.push(value)
    this.#values.set(key, times)
  }

  sections(sizes: readonly number[], host: string): Section[] {
    const names = ['template', pageAlone, mainAlone, ...sizes.map((size) => `${size} connections`)]
    const rows = (what: string, goals: Record<string, Goal> = {}): Row[] => {
      const base = this.#values.get(`${what} template`) ?? null
      return names.flatMap((name) => {
        const times = this.#values.get(`${what} ${name}`)
        return times ? [rowOf(times, base, goals[name])] : []
      })
    }
    const early = names.flatMap((name) => this.#values.get(`keychain ${name}`)?.ms ?? [])
    const notes = [host]
    return [
      {
        title: 'Start: process begun to the list painted',
        unit: 'p50 ms',
        rows: [
          ...rows('start', {
            '100 connections': { of: 'ratio', most: 1.12, limit: moreThanTemplate },
            '10000 connections': { of: 'ratio', most: 1.2, limit: moreThanTemplate },
          }),
          plainRow(
            `of ${early.length} starts, those whose keychain process began before`,
            early.filter((asked) => asked > 0).length,
            { of: 'p50', most: 0 },
          ),
        ],
        notes,
      },
      ...phases.map((phase) => ({ title: `Start: ${phase}`, unit: 'p50 ms', rows: rows(phase), notes })),
      {
        title: 'Memory of the idle main process, resident',
        unit: 'p50 MB',
        rows: rows('main', { '1000 connections': { of: 'ratio', most: 1.15, limit: youngHeap } }),
        notes,
      },
      {
        title: 'Memory of the page’s idle process, resident',
        unit: 'p50 MB',
        rows: rows('renderer', { '1000 connections': { of: 'ratio', most: 1.2, limit: pageDrawn } }),
        notes,
      },
      { title: 'Memory of the page’s scripts, idle', unit: 'p50 MB', rows: rows('heap'), notes },
      { title: 'List: key to the filtered list drawn', unit: 'p50 ms', rows: rows('key'), notes },
      {
        title: 'List: longest work without a pause after a key',
        unit: 'p50 ms',
        rows: rows('key work', { '10000 connections': { of: 'p95', most: 16 } }),
        notes,
      },
      { title: 'List: frames while scrolling', unit: 'p50 ms', rows: rows('frame'), notes },
      {
        title: 'List: work in a frame while scrolling',
        unit: 'p50 ms',
        rows: rows('work', { '10000 connections': { of: 'p95', most: 16 } }),
        notes,
      },
      {
        title: 'A change: request of the window to committed',
        unit: 'p50 ms',
        rows: rows('commit'),
        notes,
      },
      {
        title: 'A change: committed to painted',
        unit: 'p50 ms',
        rows: rows('paint', { '10000 connections': { of: 'p95', most: 33 } }),
        notes,
      },
    ].filter(({ rows: some }) => some.length > 0)
  }
}
