import type { Protocol } from 'electron'
import { fromCarrier } from './addresses.ts'
import type { Session } from './cdp.ts'

type SchemeHandler = (request: Request) => Response | Promise<Response>

export type SuppliedProtocol = Pick<
  Protocol,
  'handle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged' | 'unhandle'
>

export interface Schemes {
  protocol: SuppliedProtocol
  names(): Iterable<string>
  patterns(): { urlPattern: string }[]
  answer(session: Session, paused: Paused): Promise<void>
}

interface Paused {
  requestId: string
  request: { url: string; method: string; headers: Record<string, string> }
}

export function makeSchemes(): Schemes {
  const handlers = new Map<string, SchemeHandler>()
  const registered = new Set<string>()

  return {
    protocol: {
      registerSchemesAsPrivileged: (schemes) => {
        for (const { scheme } of schemes) registered.add(scheme)
      },
      handle: (scheme, handler) => void handlers.set(scheme, handler as SchemeHandler),
      unhandle: (scheme) => void handlers.delete(scheme),
      isProtocolHandled: (scheme) => handlers.has(scheme),
    },
    names: () => registered,
    patterns: () => [...registered].map((scheme) => ({ urlPattern: `http://*.${scheme}.localhost/*` })),
    answer: async (session, { requestId, request }) => {
      const url = fromCarrier(request.url)
      const handler = handlers.get(url.split(':')[0] ?? '')
      try {
        if (!handler) throw new Error('no handler')
        const response = await handler(new Request(url, { method: request.method }))
        await session.send('Fetch.fulfillRequest', {
          requestId,
          responseCode: response.status,
          responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
          body: Buffer.from(await response.arrayBuffer()).toString('base64'),
        })
      } catch {
        // The page went away meanwhile, or nobody answers for this scheme: to the page it is a failed request.
        await session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => undefined)
      }
    },
  }
}
