import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { dropFolder, newDataFolder, startApp } from '../test/support/app.ts'
import { describeHost, findHost } from './electron.ts'
import { buildApp } from './run.ts'
import { seed } from './seed.ts'

// How long the window takes with many connections: `npm run window-times -- --connections 10000 --rounds 5`.

const { values } = parseArgs({
  options: { connections: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } },
})
const count = Number(values.connections)
const rounds = Number(values.rounds)

console.log(describeHost(findHost({ download: false })))
buildApp()
const dataFolder = newDataFolder()
const times: Record<string, number[]> = {}
const note = (what: string, ms: number) => void (times[what] ??= []).push(ms)

try {
  seed(join(dataFolder, 'data'), count)
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now()
    const app = await startApp({ dataFolder })
    try {
      await app.window.getByRole('rowheader').first().waitFor()
      note('start of the app to a usable list', performance.now() - startedMs)
      note('page opened to a usable list', await sinceNavigation(app.window))
      for (const text of ['2', '24', '241', '2417', 'no such thing']) {
        note('key to the filtered list drawn', await typeAndWait(app.window, text))
      }
      await app.window.getByRole('searchbox').fill('')
      const frames = await scrollThrough(app.window)
      for (const frame of frames) note('frame while scrolling', frame)
    } finally {
      await app.quit()
    }
  }
} finally {
  dropFolder(dataFolder)
}

console.log(`${count} connections, ${rounds} rounds`)
for (const [what, all] of Object.entries(times)) {
  console.log(`${what}: median ${at(all, 0.5)} ms, 95th percentile ${at(all, 0.95)} ms, of ${all.length}`)
}

function at(all: number[], share: number): string {
  const sorted = all.toSorted((a, b) => a - b)
  return (sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0).toFixed(1)
}

/** The page's own clock, from its navigation to now. */
function sinceNavigation(page: Page): Promise<number> {
  return page.evaluate(() => performance.now())
}

/** Sets the search as a key does, and waits until what it leaves has been drawn. */
function typeAndWait(page: Page, text: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const input = document.querySelector<HTMLInputElement>('.search input')
    const table = document.querySelector('.list')
    if (!input || !table) throw new Error('there is no list')
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    const startedMs = performance.now()
    const changed = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect()
        resolve()
      })
      observer.observe(table, {
        childList: true,
        subtree: true,
        characterData: true,
        attributes: true,
        attributeFilter: ['aria-rowcount'],
      })
    })
    set?.call(input, wanted)
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await changed
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return performance.now() - startedMs
  }, text)
}

/** Scrolls 120 px a frame for two seconds. @returns how long each frame took */
function scrollThrough(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const list = document.querySelector('.list')
    if (!list) throw new Error('there is no list')
    const frames: number[] = []
    let beforeMs = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    for (let count = 0; count < 120; count++) {
      list.scrollTop += 120
      const atMs = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      frames.push(atMs - beforeMs)
      beforeMs = atMs
    }
    return frames
  })
}
