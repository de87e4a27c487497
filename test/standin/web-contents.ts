import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { WebContents, WebPreferences } from 'electron'
import { toCarrier } from './addresses.ts'
import type { Connection, Session } from './cdp.ts'
import { decode, encode } from './clone.ts'
import { makeFrames, type Frame } from './frames.ts'
import { guard } from './guard.ts'
import type { Ipc } from './ipc.ts'
import { makeNavigation } from './navigation.ts'
import { answerName, bindingName, pageScript, type Call, type Told } from './page-half.ts'
import { watchRequests } from './requests.ts'
import type { Schemes } from './schemes.ts'
import type { StartedSession } from './session.ts'

type SuppliedWebContents = Pick<
  WebContents,
  | 'close'
  | 'executeJavaScript'
  | 'forcefullyCrashRenderer'
  | 'getURL'
  | 'id'
  | 'isCrashed'
  | 'isDestroyed'
  | 'reload'
  | 'send'
  | 'setWindowOpenHandler'
> & { mainFrame: Frame; session: unknown }

/** What a window needs of its page, beyond what Electron shows of it. */
export interface Page {
  contents: SuppliedWebContents & EventEmitter
  /** Takes over a target: preload in, calls out, requests stopped and answered. */
  take(session: Session, browser: Connection, targetId: string): Promise<void>
  load(url: string): Promise<void>
  gone(): void
}

export interface PageHost {
  ipc: Ipc
  schemes: Schemes
  session: StartedSession
  /** As the app sees it. */
  guardedSession: object
}

export function makePage(
  id: number,
  { preload, javascript = true }: Pick<WebPreferences, 'preload' | 'javascript'>,
  close: () => void,
  host: PageHost,
): Page {
  const events = new EventEmitter().setMaxListeners(0)
  const frames = makeFrames()
  const navigation = makeNavigation(events)
  let session: Session | null = null
  let isGone = false
  let isCrashed = false

  const evaluate = async (expression: string, contextId?: number): Promise<unknown> => {
    const where = contextId === undefined ? {} : { contextId }
    const answer = await session?.send<Evaluated>('Runtime.evaluate', {
      expression,
      ...where,
      awaitPromise: true,
      returnByValue: true,
    })
    if (answer?.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'thrown')
    return answer?.result?.value
  }

  /** A page that went away, or has no preload, does not hear. */
  const tell = (text: string, contextId?: number): void => {
    const expression = `globalThis.${answerName}?.(${JSON.stringify(text)})`
    evaluate(expression, contextId).catch(() => undefined)
  }

  const supplied: SuppliedWebContents = {
    id,
    mainFrame: frames.main,
    session: host.guardedSession,
    close,
    executeJavaScript: (code) => evaluate(code),
    // It never answers: whoever would is gone.
    forcefullyCrashRenderer: () => void session?.send('Page.crash').catch(() => undefined),
    getURL: () => frames.main.url,
    isCrashed: () => isCrashed,
    isDestroyed: () => isGone,
    reload: () => void session?.send('Page.reload').catch(() => undefined),
    send: (channel, ...args: unknown[]) => tell(encode({ kind: 'event', channel, args } satisfies Told)),
    setWindowOpenHandler: (handler) => navigation.setWindowOpenHandler(handler),
  }
  const contents = guard('WebContents', Object.assign(events, supplied))

  async function answer(text: string, contextId: number): Promise<void> {
    const call = decode(text) as Call
    const event = { sender: contents, senderFrame: frames.ofContext(contextId), processId: 0, frameId: 0 }
    if (call.kind === 'send') return host.ipc.send(event, call.channel, call.args)
    tell(await textOf(call, () => host.ipc.invoke(event, call.channel, call.args)), contextId)
  }

  return {
    contents,
    take: async (taken, browser, targetId) => {
      session = taken
      frames.watch(taken)
      navigation.watch(taken, browser, targetId)
      taken.on('Page.loadEventFired', () => {
        isCrashed = false
        events.emit('did-finish-load', {})
      })
      taken.on('Inspector.targetCrashed', () => {
        isCrashed = true
        events.emit('did-stop-loading')
        // Electron sends it in a task of its own (electron_api_web_contents.cc).
        setImmediate(() => events.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
      })
      taken.on('Runtime.consoleAPICalled', (said: Said) =>
        events.emit('console-message', {
          level: levels[said.type] ?? 'info',
          message: said.args.map((one) => String(one.value ?? one.description ?? '')).join(' '),
          frame: frames.main,
          lineNumber: 0,
          sourceId: '',
        }),
      )
      taken.on('Runtime.bindingCalled', (called: Called) => {
        if (called.name !== bindingName) return
        answer(called.payload, called.executionContextId).catch((thrown: unknown) =>
          process.stderr.write(`electron stand-in: ${String(thrown)}\n`),
        )
      })
      await taken.send('Page.enable')
      await taken.send('Runtime.enable')
      await taken.send('Inspector.enable')
      await taken.send('Runtime.addBinding', { name: bindingName })
      if (preload !== undefined) {
        const source = pageScript(readFileSync(preload, 'utf8'))
        await taken.send('Page.addScriptToEvaluateOnNewDocument', { source })
      }
      if (!javascript) await taken.send('Emulation.setScriptExecutionDisabled', { value: true })
      await watchRequests(taken, { schemes: host.schemes, session: host.session, navigation })
    },
    load: async (url) => {
      if (!session || isGone) throw new Error('Object has been destroyed')
      const loaded = Promise.withResolvers<void>()
      const onGone = () => loaded.reject(new Error(`ERR_FAILED (-2) loading '${url}'`))
      events.once('did-finish-load', loaded.resolve)
      events.once('destroyed', onGone)
      // Only the end of the page's process stops a load here.
      events.once('did-stop-loading', onGone)
      try {
        const address = toCarrier(url, host.schemes.names())
        const { errorText } = await session.send<{ errorText?: string }>('Page.navigate', { url: address })
        if (errorText !== undefined) throw new Error(`${errorText.replace('net::', '')} loading '${url}'`)
        await loaded.promise
      } finally {
        // Nobody waits for it any more when the navigation itself has failed.
        loaded.promise.catch(() => undefined)
        events.off('did-finish-load', loaded.resolve)
        events.off('destroyed', onGone)
        events.off('did-stop-loading', onGone)
      }
    },
    gone: () => {
      isGone = true
      events.emit('destroyed')
    },
  }
}

interface Evaluated {
  result?: { value?: unknown }
  exceptionDetails?: { exception?: { description?: string } }
}

interface Called {
  name: string
  payload: string
  executionContextId: number
}

interface Said {
  type: string
  args: { value?: unknown; description?: string }[]
}

const levels: Record<string, string> = { error: 'error', assert: 'error', warning: 'warning', debug: 'debug' }

/** An answer that can't be cloned is an error of the handler's, and reported as one. */
async function textOf(call: Call, run: () => Promise<unknown>): Promise<string> {
  try {
    return encode({ kind: 'answer', id: call.id, ok: true, value: await run() } satisfies Told)
  } catch (thrown) {
    return encode({ kind: 'answer', id: call.id, ok: false, error: String(thrown) } satisfies Told)
  }
}
