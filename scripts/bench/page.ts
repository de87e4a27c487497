import type { Page } from 'playwright-core'
import type { MooringApi } from '../../shared/contract.ts'

/**
 * Sets the search as a key does.
 *
 * @returns how long until what it leaves has been drawn, and the longest that the page worked meanwhile without a pause in which a
 *   frame could have come, milliseconds
 */
export function keyToList(page: Page, text: string): Promise<{ drawnMs: number; workMs: number }> {
  return page.evaluate(async (wanted) => {
    const input = document.querySelector<HTMLInputElement>('.search input')
    const table = document.querySelector('.list')
    if (!input || !table) throw new Error('there is no list')
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    let workMs = 0
    let isOver = false
    const { port1, port2 } = new MessageChannel()
    let lastMs = performance.now()
    port1.addEventListener('message', () => {
      workMs = Math.max(workMs, performance.now() - lastMs)
      lastMs = performance.now()
      if (!isOver) port2.postMessage(null)
    })
    port1.start()
    port2.postMessage(null)
    const startedMs = performance.now()
    const changed = new Promise<void>((resolve, reject) => {
      setTimeout(() => reject(new Error(`the list did not change for ${wanted}`)), 5000)
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
    isOver = true
    return { drawnMs: performance.now() - startedMs, workMs }
  }, text)
}

/** Scrolls 120 px a frame for two seconds. @returns how long each frame took, and how long the page worked in it, milliseconds */
export function scrollFrames(page: Page): Promise<{ frames: number[]; work: number[] }> {
  return page.evaluate(async () => {
    const list = document.querySelector('.list')
    if (!list) throw new Error('there is no list')
    const frames: number[] = []
    const work: number[] = []
    const channel = new MessageChannel()
    let beforeMs = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    for (let count = 0; count < 120; count++) {
      const atMs = await new Promise<number>((resolve) =>
        requestAnimationFrame((ms) => {
          const begunMs = performance.now()
          list.scrollTop += 120
          // What follows a frame's callbacks, style, layout and paint is the next task.
          channel.port1.addEventListener('message', () => work.push(performance.now() - begunMs), {
            once: true,
          })
          channel.port1.start()
          channel.port2.postMessage(null)
          resolve(ms)
        }),
      )
      frames.push(atMs - beforeMs)
      beforeMs = atMs
    }
    // The row that is drawn first is the first of the list again.
    list.scrollTop = 0
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    return { frames, work }
  })
}

/**
 * Labels the first connection through the app's own call, and removes the label before: a row shows only a few.
 *
 * @returns how long until the page heard that it is committed, and from then until it was painted, milliseconds
 */
export function labelToPaint(
  page: Page,
  id: string,
  { label, before }: { label: string; before: string },
): Promise<{ commitMs: number; paintMs: number }> {
  return page.evaluate(
    async ({ id, wanted, old }) => {
      const isThere = () =>
        document.querySelector(`.list tr[data-id="${id}"]`)?.textContent.includes(wanted) ?? false
      const startedMs = performance.now()
      const { mooring } = window as unknown as { mooring: MooringApi }
      const committed = mooring
        .call('connections.label', { ids: [id], add: [wanted], remove: [old] })
        .then(() => performance.now())
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      while (!isThere()) await frame()
      // The next task after a frame's callbacks comes when it is painted.
      await new Promise((resolve) => setTimeout(resolve))
      const drawnMs = performance.now()
      const committedMs = await committed
      return { commitMs: committedMs - startedMs, paintMs: Math.max(drawnMs - committedMs, 0) }
    },
    { id, wanted: label, old: before },
  )
}
