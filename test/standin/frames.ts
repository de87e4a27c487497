import type { WebFrameMain } from 'electron'
import { fromCarrier, originOf } from './addresses.ts'
import type { Session } from './cdp.ts'
import { guard } from './guard.ts'

export type Frame = Pick<WebFrameMain, 'url' | 'origin'> & { parent: Frame | null }

export interface Frames {
  main: Frame
  /** The frame whose script has this context: null once it has navigated away. */
  ofContext(contextId: number): Frame | null
  watch(session: Session): void
}

interface Navigated {
  frame: { id: string; parentId?: string; url: string }
}

interface Created {
  context: { id: number; auxData?: { frameId?: string } }
}

/** Which frame a message comes from, and where that frame is now, under the app's own names. */
export function makeFrames(): Frames {
  const main = makeFrame(null)
  const frames = new Map<string, { frame: Frame; moveTo(url: string): void }>()
  const contexts = new Map<number, string>()

  return {
    main: main.frame,
    ofContext: (contextId) => frames.get(contexts.get(contextId) ?? '')?.frame ?? null,
    watch: (session) => {
      session.on('Runtime.executionContextCreated', ({ context }: Created) => {
        contexts.set(context.id, context.auxData?.frameId ?? '')
      })
      session.on('Runtime.executionContextDestroyed', (gone: { executionContextId: number }) => {
        contexts.delete(gone.executionContextId)
      })
      session.on('Runtime.executionContextsCleared', () => contexts.clear())
      session.on('Page.frameDetached', (gone: { frameId: string }) => frames.delete(gone.frameId))
      session.on('Page.frameNavigated', ({ frame }: Navigated) => {
        const parent = frame.parentId === undefined ? null : (frames.get(frame.parentId)?.frame ?? main.frame)
        const made = parent === null ? main : makeFrame(parent)
        made.moveTo(fromCarrier(frame.url))
        frames.set(frame.id, made)
      })
      session.on('Page.navigatedWithinDocument', (moved: { frameId: string; url: string }) => {
        frames.get(moved.frameId)?.moveTo(fromCarrier(moved.url))
      })
    },
  }
}

function makeFrame(parent: Frame | null): { frame: Frame; moveTo(url: string): void } {
  let url = ''
  const frame = guard('WebFrameMain', {
    parent,
    get url() {
      return url
    },
    get origin() {
      return originOf(url)
    },
  })
  return {
    frame,
    moveTo: (to) => {
      url = to
    },
  }
}
