/**
 * The index of the line that a key moves to: up, down, a page, or to either end. Skips group headings.
 *
 * @param pageRows number of visible rows
 * @returns null when the key does not move
 */
export function stepTo(
  key: string,
  lines: readonly { kind: string }[],
  from: number,
  pageRows: number,
): number | null {
  const isRow = (index: number) => lines[index] !== undefined && lines[index].kind !== 'group'
  const seek = (start: number, step: 1 | -1): number | null => {
    for (let index = start; index >= 0 && index < lines.length; index += step) {
      if (isRow(index)) return index
    }
    return null
  }
  const page = Math.max(pageRows - 1, 1)
  switch (key) {
    case 'ArrowDown':
      return seek(from + 1, 1)
    case 'ArrowUp':
      return seek(from - 1, -1)
    case 'PageDown':
      return seek(Math.min(from + page, lines.length - 1), -1)
    case 'PageUp':
      return seek(Math.max(from - page, 0), 1)
    case 'Home':
      return seek(0, 1)
    case 'End':
      return seek(lines.length - 1, -1)
    default:
      return null
  }
}
