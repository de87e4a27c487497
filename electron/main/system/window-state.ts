import { readFileSync, writeFileSync } from 'node:fs'
import { screen, type BrowserWindow, type Rectangle } from 'electron'

export interface WindowState {
  bounds: Rectangle
  isMaximized: boolean
}

/** The window's position when it was last closed; null if unknown, or on no screen any more. */
export function readWindowState(file: string): WindowState | null {
  const state = parse(file)
  if (!state) return null
  const { workArea } = screen.getDisplayMatching(state.bounds)
  return overlaps(state.bounds, workArea) ? state : null
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
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    const sides = [bounds?.x, bounds?.y, bounds?.width, bounds?.height]
    return bounds && sides.every(Number.isSafeInteger) ? { bounds, isMaximized: isMaximized === true } : null
  } catch {
    // Missing, or not a valid file.
    return null
  }
}

/** Enough of the window is on the screen to drag it. */
function overlaps(bounds: Rectangle, area: Rectangle): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const height = Math.min(bounds.y + bounds.height, area.y + area.height) - Math.max(bounds.y, area.y)
  return width >= 200 && height >= 100
}
