import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { screen, type BrowserWindow, type Rectangle } from 'electron'

export interface WindowState {
  bounds: Rectangle
  isMaximized: boolean
}

/** Far more than a window state takes. */
const longestFile = 4096
/** Beyond every display: Electron takes 32-bit integers. */
const largestSide = 100_000

/** The window's position when it was last closed, moved into its display; null if unknown, or on no display any more. */
export function readWindowState(file: string): WindowState | null {
  const state = parse(file)
  if (!state) return null
  const { workArea } = screen.getDisplayMatching(state.bounds)
  return overlaps(state.bounds, workArea) ? { ...state, bounds: moveInto(state.bounds, workArea) } : null
}

/** Saves the window's position when it closes. Ignores a failed write, so that the window still closes. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() }
    try {
      writeFileSync(file, JSON.stringify(state), { mode: 0o600 })
    } catch {
      // The next start opens at the default position.
    }
  })
}

function parse(file: string): WindowState | null {
  try {
    if (statSync(file).size > longestFile) return null
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    return bounds && isPossible(bounds) ? { bounds, isMaximized: isMaximized === true } : null
  } catch {
    // Missing, or not a valid file.
    return null
  }
}

function isPossible({ x, y, width, height }: Rectangle): boolean {
  const areIntegers = [x, y, width, height].every(
    (side) => Number.isInteger(side) && Math.abs(side) <= largestSide,
  )
  return areIntegers && width > 0 && height > 0
}

/** Enough of the window is on the display to drag it. */
function overlaps(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const height = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y)
  return width >= 200 && height >= 100
}

function moveInto(bounds: Rectangle, area: Rectangle): Rectangle {
  const width = Math.min(bounds.width, area.width)
  const height = Math.min(bounds.height, area.height)
  const x = Math.max(area.x, Math.min(bounds.x, area.x + area.width - width))
  const y = Math.max(area.y, Math.min(bounds.y, area.y + area.height - height))
  return { x, y, width, height }
}
