/** A hidden window does not paint, so do not wait longer. */
const timeoutMs = 200

/** Resolves once the pending render is painted and the page is idle. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, timeoutMs)
    requestAnimationFrame(() => requestIdleCallback(() => resolve()))
  })
}
