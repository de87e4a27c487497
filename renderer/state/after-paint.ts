/** A window that is not in sight draws nothing, and does not wait for it. */
const drawnWithinMs = 200

/** Once what is to be drawn now has been, and the page has nothing else to do. */
export function drawn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, drawnWithinMs)
    requestAnimationFrame(() => requestIdleCallback(() => resolve()))
  })
}
