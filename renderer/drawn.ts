/** A window that is not in sight draws nothing, and does not wait for it. */
const drawnWithinMs = 200

/** Once what is to be drawn now has been. */
export function drawn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, drawnWithinMs)
    requestAnimationFrame(() => setTimeout(resolve))
  })
}
