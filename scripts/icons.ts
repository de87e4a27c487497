import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { Data } from 'resedit'
import { findChromium } from './chromium.ts'
import { root } from './run.ts'

/** Draws the app's icons from build/icon.svg: for Linux as PNG, for Windows as ICO, for macOS as ICNS. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
/** Windows looks at none larger. */
const largestIco = 256
/** What macOS calls a PNG of each size (Apple Icon Image format). */
const icnsTypes: [type: string, size: number][] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
]

const build = join(root, 'build')
const drawn = await draw(readFileSync(join(build, 'icon.svg'), 'utf8'))
mkdirSync(join(build, 'icons'), { recursive: true })
for (const [size, png] of drawn) writeFileSync(join(build, `icons/${size}x${size}.png`), png)
writeFileSync(join(build, 'icon.ico'), toIco())
writeFileSync(join(build, 'icon.icns'), toIcns())

async function draw(svg: string): Promise<Map<number, Buffer>> {
  const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: false })
  const page = await browser.newPage()
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`)
  const pngs = new Map<number, Buffer>()
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size })
    pngs.set(size, await page.screenshot({ omitBackground: true }))
  }
  await browser.close()
  return pngs
}

function pngOf(size: number): Buffer {
  const png = drawn.get(size)
  if (!png) throw new Error(`${size} is not among the sizes that are drawn`)
  return png
}

function toIco(): Buffer {
  const file = new Data.IconFile()
  file.icons = sizes
    .filter((size) => size <= largestIco)
    .map((size) => ({ data: Data.RawIconItem.from(pngOf(size), size, size, 32) }))
  return Buffer.from(file.generate())
}

/** A header, then each picture behind its type and length. */
function toIcns(): Buffer {
  const parts = icnsTypes.map(([type, size]) => chunk(type, pngOf(size)))
  return chunk('icns', Buffer.concat(parts))
}

function chunk(type: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(type, 'latin1')
  header.writeUInt32BE(content.length + header.length, 4)
  return Buffer.concat([header, content])
}
