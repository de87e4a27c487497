import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { WebContents } from 'electron'
import { fromCarrier, toCarrier } from './addresses.ts'
import type { Session } from './cdp.ts'
import type { SuppliedIpcMain } from './ipc.ts'
import { bindingName, rendererSource } from './renderer-source.ts'
import type { Schemes } from './schemes.ts'

export interface Frame {
  url: string
  parent: Frame | null
  readonly origin: string
}

export type SuppliedWebContents = Pick<
  WebContents,
  'close' | 'getURL' | 'id' | 'isDestroyed' | 'send' | 'setWindowOpenHandler'
> &
  EventEmitter & { mainFrame: Frame; session: unknown }

/** What a window needs of its page, beyond what Electron shows of it. */
export interface Page {
  contents: SuppliedWebContents
  targetId: string | null
  /** Takes over a target: preload in, calls out, requests of the app's schemes answered. */
  take(session: Session, targetId: string): Promise<void>
  load(url: string): Promise<void>
  gone(): void
}

interface Call {
  kind: 'invoke' | 'send'
  id: number
  channel: string
  args: unknown[]
}

export function makePage(
  id: number,
  options: {
    preload: string | undefined
    ipcMain: SuppliedIpcMain
    schemes: Schemes
    session: unknown
    close: () => void
  },
): Page {
  const events = new EventEmitter().setMaxListeners(0)
  const frames = new Map<string, Frame & { id: string }>()
  const contexts = new Map<number, string>()
  const mainFrame = makeFrame('', null)
  let session: Session | null = null
  let isGone = false

  const tell = (message: unknown, contextId?: number) => {
    const expression = `globalThis.${bindingName}Answer?.(${JSON.stringify(message)})`
    session
      ?.send('Runtime.evaluate', { expression, ...(contextId === undefined ? {} : { contextId }) })
      .catch(() => undefined)
  }

  const contents = Object.assign(events, {
    id,
    mainFrame,
    session: options.session,
    close: () => options.close(),
    getURL: () => mainFrame.url,
    isDestroyed: () => isGone,
    send: (channel: string, ...args: unknown[]) => tell({ kind: 'event', channel, args }),
    setWindowOpenHandler: () => undefined,
  }) as SuppliedWebContents

  function makeFrame(url: string, parent: Frame | null): Frame {
    return {
      url,
      parent,
      get origin() {
        return /^[a-z]+:\/\/[^/]+/.exec(this.url)?.[0] ?? 'null'
      },
    }
  }

  async function answer(call: Call, contextId: number): Promise<void> {
    const frameId = contexts.get(contextId) ?? ''
    const senderFrame = frames.get(frameId) ?? null
    const event = { sender: contents, senderFrame: senderFrame?.parent === null ? mainFrame : senderFrame }
    if (call.kind === 'send') return void options.ipcMain.emit(call.channel, event, ...call.args)
    try {
      const handler = options.ipcMain._invokeHandlers.get(call.channel)
      if (!handler) throw new Error(`No handler registered for '${call.channel}'`)
      const value = await handler(event, ...call.args)
      tell({ kind: 'answer', id: call.id, ok: true, value: value ?? null }, contextId)
    } catch (thrown) {
      tell({ kind: 'answer', id: call.id, ok: false, error: String(thrown) }, contextId)
    }
  }

  function navigated(frame: { id: string; parentId?: string; url: string }): void {
    const url = fromCarrier(frame.url)
    const parent = frame.parentId === undefined ? null : (frames.get(frame.parentId) ?? mainFrame)
    if (parent === null) mainFrame.url = url
    frames.set(frame.id, Object.assign(makeFrame(url, parent), { id: frame.id }))
  }

  const page: Page = {
    contents,
    targetId: null,
    async take(taken, targetId) {
      session = taken
      page.targetId = targetId
      taken.on(
        'Runtime.executionContextCreated',
        ({ context }: { context: { id: number; auxData?: { frameId?: string } } }) => {
          contexts.set(context.id, context.auxData?.frameId ?? '')
        },
      )
      taken.on(
        'Page.frameNavigated',
        ({ frame }: { frame: { id: string; parentId?: string; url: string } }) => navigated(frame),
      )
      taken.on('Page.loadEventFired', () => events.emit('did-finish-load', {}))
      taken.on(
        'Runtime.bindingCalled',
        ({
          name,
          payload,
          executionContextId,
        }: {
          name: string
          payload: string
          executionContextId: number
        }) => {
          if (name === bindingName) void answer(JSON.parse(payload) as Call, executionContextId)
        },
      )
      taken.on('Fetch.requestPaused', (paused: never) => void options.schemes.answer(taken, paused))

      await taken.send('Page.enable')
      await taken.send('Runtime.enable')
      await taken.send('Runtime.addBinding', { name: bindingName })
      if (options.preload !== undefined) {
        const source = rendererSource(readFileSync(options.preload, 'utf8'))
        await taken.send('Page.addScriptToEvaluateOnNewDocument', { source })
      }
      await taken.send('Fetch.enable', { patterns: options.schemes.patterns() })
    },
    async load(url) {
      const loaded = new Promise<void>((resolve) => events.once('did-finish-load', () => resolve()))
      const { errorText } =
        (await session?.send('Page.navigate', { url: toCarrier(url, options.schemes.names()) })) ?? {}
      if (typeof errorText === 'string') throw new Error(`${errorText} loading '${url}'`)
      await loaded
    },
    gone() {
      isGone = true
      events.emit('destroyed')
    },
  }
  return page
}
