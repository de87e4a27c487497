import { printable } from '../failure.ts'
import type { Cell, Column } from './columns.ts'

const gap = '  '
const leastWidth = 6

/**
 * Lines of a table for a terminal: numbers to the right, long texts cut so that a row fits the line where that is possible.
 *
 * @param shownWidth the terminal’s width in characters
 */
export function tableText(
  rows: readonly Readonly<Record<string, Cell>>[],
  columns: readonly Column[],
  { shownWidth, hasColours }: { shownWidth: number; hasColours: boolean },
): string {
  const titles = columns.map(({ name }) => name.replaceAll('_', ' ').toUpperCase())
  const cells = rows.map((row) => columns.map(({ name }) => textOf(row[name] ?? null)))
  const widths = fitting(
    titles.map((title, index) =>
      cells.reduce((most, row) => Math.max(most, widthOf(row[index] ?? '')), title.length),
    ),
    columns,
    shownWidth,
  )
  const lineOf = (texts: readonly string[]) =>
    texts
      .map((text, index) => padded(text, widths[index] ?? 0, isNumber(columns[index])))
      .join(gap)
      .trimEnd()
  const head = lineOf(titles)
  return [hasColours ? `\u001B[1m${head}\u001B[0m` : head, ...cells.map(lineOf), ''].join('\n')
}

function textOf(cell: Cell): string {
  if (cell === null) return '–'
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return printable(String(cell))
}

function isNumber(column: Column | undefined): boolean {
  return column?.kind === 'decimal' || column?.kind === 'count'
}

/** Takes from the widest columns of text until a row fits. */
function fitting(widths: number[], columns: readonly Column[], shownWidth: number): number[] {
  const fitted = [...widths]
  const isText = (index: number) => columns[index]?.kind === 'text'
  for (;;) {
    const excess = fitted.reduce((sum, width) => sum + width, gap.length * (fitted.length - 1)) - shownWidth
    const widest = Math.max(0, ...fitted.filter((_, index) => isText(index)))
    if (excess <= 0 || widest <= leastWidth) return fitted
    const at = fitted.findIndex((width, index) => isText(index) && width === widest)
    const second = Math.max(leastWidth, ...fitted.filter((width, index) => isText(index) && width < widest))
    fitted[at] = Math.max(second, widest - excess, leastWidth)
    if (fitted[at] === widest) fitted[at] = widest - 1
  }
}

function padded(text: string, width: number, isRight: boolean): string {
  const cut = cutTo(text, width)
  const space = ' '.repeat(Math.max(0, width - widthOf(cut)))
  return isRight ? space + cut : cut + space
}

function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let cut = ''
  for (const { segment } of lettersOf(text)) {
    if (widthOf(cut + segment) > width - 1) break
    cut += segment
  }
  return `${cut}…`
}

/** Made at the first use: it takes a while, and most tables need none. */
let segmenter: Intl.Segmenter | null = null
const lettersOf = (text: string) => (segmenter ??= new Intl.Segmenter()).segment(text)

const simple = /^[\u0020-\u02FF]*$/
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u

/** In the columns of a terminal: letters of East Asia and pictures take two. */
function widthOf(text: string): number {
  if (simple.test(text)) return text.length
  let width = 0
  for (const { segment } of lettersOf(text)) width += wide.test(segment) ? 2 : 1
  return width
}
