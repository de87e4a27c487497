import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { limits } from './limits.ts'

export const hasLibreOffice = spawnSync('soffice', ['--version']).status === 0

export interface SheetCell {
  /** What LibreOffice made of it: `string`, `float`, `date`, `percentage`, `boolean`; `none` for an empty cell. */
  type: string
  /** The text, or the number, or the day. */
  value: string
}

/**
 * The cells of a CSV file as LibreOffice Calc reads them: UTF-8, comma, in English (USA).
 *
 * @param options.detectsSpecialNumbers as Excel does always: dates, percentages and other forms become numbers
 */
export function readWithLibreOffice(
  text: string,
  options: { detectsSpecialNumbers: boolean },
): SheetCell[][] {
  const folder = mkdtempSync(join(tmpdir(), 'mooring-calc-'))
  try {
    writeFileSync(join(folder, 'file.csv'), text)
    const profile = pathToFileURL(join(folder, 'profile')).href
    // https://help.libreoffice.org/latest/en-US/text/shared/guide/csv_params.html
    const filter = `CSV:44,34,76,1,,1033,false,${options.detectsSpecialNumbers}`
    execFileSync(
      'soffice',
      [`-env:UserInstallation=${profile}`, '--headless', `--infilter=${filter}`].concat([
        '--convert-to',
        'fods',
        '--outdir',
        folder,
        join(folder, 'file.csv'),
      ]),
      { stdio: 'ignore', timeout: limits.waitMs, env: { ...process.env, HOME: folder } },
    )
    return cellsOf(readFileSync(join(folder, 'file.fods'), 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The cells in a flat OpenDocument spreadsheet (ODF 1.3, part 3, section 9.1). */
function cellsOf(xml: string): SheetCell[][] {
  const rows = xml.matchAll(/<table:table-row([^>]*)>(.*?)<\/table:table-row>/gs)
  return [...rows].flatMap(([, of = '', content = '']) => {
    const cells = [...content.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)]
    const row = cells.flatMap(([, attributes = '', inner = '']) =>
      Array.from({ length: repeats(attributes, 'columns') }, () => cellOf(attributes, inner)),
    )
    return Array.from({ length: repeats(of, 'rows') }, () => row)
  })
}

function cellOf(attributes: string, inner: string): SheetCell {
  const type = /office:value-type="([^"]+)"/.exec(attributes)?.[1] ?? 'none'
  const exact = /office:(?:date-|boolean-|time-)?value="([^"]+)"/.exec(attributes)?.[1]
  const text = inner
    .replaceAll(/<text:s text:c="(\d+)"\/>/g, (_, count: string) => ' '.repeat(Number(count)))
    .replaceAll('<text:s/>', ' ')
    .replaceAll(/<[^>]*>|\n\s*/g, '')
    .replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '')
  return { type, value: exact ?? text }
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function repeats(attributes: string, what: 'rows' | 'columns'): number {
  return Number(new RegExp(`number-${what}-repeated="(\\d+)"`).exec(attributes)?.[1] ?? 1)
}
