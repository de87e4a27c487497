import type { Protocol } from 'electron'

type SuppliedProtocol = Pick<
  Protocol,
  'handle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged' | 'unhandle'
>

export interface Schemes {
  protocol: SuppliedProtocol
  names(): Iterable<string>
  /** @returns null when no handler answers for the address's scheme */
  answer(request: {
    url: string
    method: string
    headers: Headers
    body: string | null
  }): Promise<Answer | null>
}

/** As `Fetch.fulfillRequest` takes it. */
interface Answer {
  responseCode: number
  responseHeaders: { name: string; value: string }[]
  body: string
}

/** The schemes of the app's own, answered by its handlers with nothing but web standards: a Request in, a Response out. */
export function makeSchemes(): Schemes {
  const handlers = new Map<string, Parameters<Protocol['handle']>[1]>()
  const registered = new Set<string>()

  return {
    protocol: {
      registerSchemesAsPrivileged: (schemes) => {
        for (const { scheme } of schemes) registered.add(scheme)
      },
      handle: (scheme, handler) => {
        registered.add(scheme)
        handlers.set(scheme, handler)
      },
      unhandle: (scheme) => void handlers.delete(scheme),
      isProtocolHandled: (scheme) => handlers.has(scheme),
    },
    names: () => registered,
    answer: async ({ url, method, headers, body }) => {
      const handler = handlers.get(url.split(':')[0] ?? '')
      if (!handler) return null
      const response = await handler(
        new Request(url, { method, headers, ...(body === null ? {} : { body }) }),
      )
      return {
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      }
    },
  }
}
