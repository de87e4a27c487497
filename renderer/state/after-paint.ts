/** A window that is not in sight draws nothing, and does not wait for it. */
const paintedWithinMs = 200

/** Once what is to be drawn now has been, and the page has nothing else to do. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, paintedWithinMs)
    requestAnimationFrame(() => requestIdleCallback(() => resolve()))
  })
}
