import type { Rectangle } from 'electron'
import type { Session } from './cdp.ts'
import type { Chromium } from './chromium.ts'

export interface Targets {
  /** The id of a page of Chromium's for a new window. */
  next(bounds: Rectangle): Promise<string>
  resize(session: Session, targetId: string, bounds: Rectangle): Promise<void>
}

/** Windows as Chromium has them. */
export function makeTargets(chromium: Promise<Chromium>): Targets {
  let isFirst = true

  return {
    next: async ({ width, height }) => {
      const { connection, isHeadless } = await chromium
      const wasFirst = isFirst
      isFirst = false
      await connection.send('Target.setDiscoverTargets', { discover: true })
      const own = wasFirst && !isHeadless ? await onlyPage(connection) : undefined
      if (own !== undefined) return own
      const { targetId } = await connection.send<{ targetId: string }>('Target.createTarget', {
        url: 'about:blank',
        newWindow: true,
        width,
        height,
      })
      return targetId
    },

    resize: async (session, targetId, { width, height }) => {
      const { connection, isHeadless } = await chromium
      if (isHeadless) {
        // A headless window has a frame that nobody sees: the page itself gets the size, and screenshots have the wanted size.
        const metrics = { width, height, deviceScaleFactor: 1, mobile: false }
        await session.send('Emulation.setDeviceMetricsOverride', metrics)
        return
      }
      const { windowId } = await connection.send<{ windowId: number }>('Browser.getWindowForTarget', {
        targetId,
      })
      await connection.send('Browser.setWindowBounds', { windowId, bounds: { width, height } })
    },
  }
}

/** With a display Chromium opens one window by itself (`--app`): it becomes the app's first. */
async function onlyPage(connection: Session): Promise<string | undefined> {
  const { targetInfos } = await connection.send<{ targetInfos: { targetId: string; type: string }[] }>(
    'Target.getTargets',
  )
  return targetInfos.find(({ type }) => type === 'page')?.targetId
}
