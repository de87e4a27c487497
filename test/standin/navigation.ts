import type { EventEmitter } from 'node:events'
import type { HandlerDetails, WebContents } from 'electron'
import { fromCarrier } from './addresses.ts'
import type { Connection, Session } from './cdp.ts'
import { emitPreventable } from './emit.ts'

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

export interface Navigation {
  setWindowOpenHandler(handler: OpenHandler): void
  /** Whether a listener prevented what a page wants. What the app or a test requests is never refused. */
  isRefused(request: { frameId: string; url: string; isRedirect: boolean }): Promise<boolean>
  /** Emits the events of a page that navigates away, and closes what it opens. */
  watch(session: Session, browser: Connection, targetId: string): void
}

/** A page's request to go somewhere and the request itself come by different ways, nearly together. */
const wishWithinMs = 40

export function makeNavigation(events: EventEmitter): Navigation {
  const wishes = new Map<string, { url: string; isPrevented: boolean }>()
  let mainFrameId = ''
  let openHandler: OpenHandler = () => ({ action: 'deny' })

  function wished(frameId: string, url: string): void {
    const isMainFrame = frameId === mainFrameId
    const details = { url, isMainFrame, isSameDocument: false, frame: null, initiator: null }
    const isFramePrevented = emitPreventable(events, 'will-frame-navigate', details)
    const isPrevented =
      (isMainFrame && emitPreventable(events, 'will-navigate', details, url, false, true)) || isFramePrevented
    wishes.set(frameId, { url: withoutFragment(url), isPrevented })
  }

  return {
    setWindowOpenHandler: (handler) => {
      openHandler = handler
    },
    isRefused: async ({ frameId, url, isRedirect }) => {
      if (isRedirect) {
        const isMainFrame = frameId === mainFrameId
        return emitPreventable(events, 'will-redirect', { url, isMainFrame }, url, false, isMainFrame)
      }
      // A listener may have loaded another address instead: that is the app's own request.
      const isWished = () => wishes.get(frameId)?.url === withoutFragment(url)
      if (!isWished()) await new Promise((resolve) => setTimeout(resolve, wishWithinMs))
      if (!isWished()) return false
      const wish = wishes.get(frameId)
      wishes.delete(frameId)
      return wish?.isPrevented ?? false
    },
    watch: (session, browser, targetId) => {
      mainFrameId = targetId
      session.on(
        'Page.frameRequestedNavigation',
        (asked: { frameId: string; url: string; disposition: string }) => {
          if (asked.disposition === 'currentTab') wished(asked.frameId, fromCarrier(asked.url))
        },
      )
      session.on('Page.windowOpen', (asked: { url: string; windowName: string }) => {
        const details = { url: fromCarrier(asked.url), frameName: asked.windowName, features: '' }
        const { action } = openHandler({ ...details, disposition: 'new-window' } as HandlerDetails)
        if (action === 'allow') {
          process.stderr.write('electron stand-in: windows that a page opens are not supplied\n')
        }
      })
      browser.on(
        'Target.targetCreated',
        ({ targetInfo }: { targetInfo: { targetId: string; openerId?: string } }) => {
          if (targetInfo.openerId !== targetId) return
          closeOpened(browser, targetInfo.targetId).catch(() => undefined)
        },
      )
    },
  }
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/, '')
}

/** Whoever debugs the browser may have stopped the new page, which shares its process with its opener: closed in that state, it takes both down. */
async function closeOpened(browser: Connection, targetId: string): Promise<void> {
  const opened = await browser.attach(targetId)
  await opened.send('Runtime.runIfWaitingForDebugger')
  await browser.send('Target.closeTarget', { targetId })
}
