import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { Data } from 'resedit'
import { findChromium } from './chromium.ts'
import { root } from './run.ts'

/** Draws the app's icons from build/icon.svg: for Linux as PNG, for Windows as ICO, for macOS as ICNS, and those of the tray. */
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

/** Of an icon in the menu bar or tray, from 100 to 300 percent. */
const traySizes = [16, 24, 32, 48]

const build = join(root, 'build')
const svg = readFileSync(join(build, 'icon.svg'), 'utf8')
const drawn = await draw(svg, sizes)
mkdirSync(join(build, 'icons'), { recursive: true })
for (const [size, png] of drawn) writeFileSync(join(build, `icons/${size}x${size}.png`), png)
writeFileSync(join(build, 'icon.ico'), toIco(drawn))
writeFileSync(join(build, 'icon.icns'), toIcns())
await drawTray()

/** Without the margin of the app's icon, which is too much at this size. */
async function drawTray(): Promise<void> {
  const folder = join(build, 'tray')
  mkdirSync(folder, { recursive: true })
  const close = svg.replace('viewBox="0 0 1024 1024"', 'viewBox="90 90 844 844"')
  const dot = '<circle cx="740" cy="740" r="190" fill="#f59e0b" stroke="#ffffff" stroke-width="40" /></svg>'
  for (const [name, drawing] of [
    ['tray', close],
    ['tray-needs', close.replace('</svg>', dot)],
  ] as const) {
    const pngs = await draw(drawing, traySizes)
    writeFileSync(join(folder, `${name}.png`), pngs.get(48) ?? Buffer.alloc(0))
    writeFileSync(join(folder, `${name}.ico`), toIco(pngs))
  }
  // The system takes the shape alone, and draws it in its own colour.
  const template = close.replace(/<rect .*\/>/, '').replace('stroke="#ffffff"', 'stroke="#000000"')
  const pngs = await draw(template, [16, 32])
  writeFileSync(join(folder, 'trayTemplate.png'), pngs.get(16) ?? Buffer.alloc(0))
  writeFileSync(join(folder, 'trayTemplate@2x.png'), pngs.get(32) ?? Buffer.alloc(0))
}

async function draw(drawing: string, wanted: number[]): Promise<Map<number, Buffer>> {
  const browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: false })
  const page = await browser.newPage()
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${drawing}`)
  const pngs = new Map<number, Buffer>()
  for (const size of wanted) {
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

function toIco(pngs: ReadonlyMap<number, Buffer>): Buffer {
  const file = new Data.IconFile()
  file.icons = [...pngs]
    .filter(([size]) => size <= largestIco)
    .map(([size, png]) => ({ data: Data.RawIconItem.from(png, size, size, 32) }))
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
