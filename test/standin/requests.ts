import { fromCarrier } from './addresses.ts'
import type { Session } from './cdp.ts'
import type { Navigation } from './navigation.ts'
import type { Schemes } from './schemes.ts'
import type { StartedSession } from './session.ts'

interface Paused {
  requestId: string
  frameId: string
  resourceType: string
  redirectedRequestId?: string
  request: { url: string; method: string; headers: Record<string, string>; postData?: string }
}

type Verdict =
  | { method: 'Fetch.continueRequest' }
  | { method: 'Fetch.failRequest'; errorReason: 'Aborted' | 'BlockedByClient' | 'Failed' }
  | { method: 'Fetch.fulfillRequest'; responseCode: number; responseHeaders?: unknown; body?: string }

/** Every request of a page stops here: refused, answered by one of the app's schemes, or let through. */
export async function watchRequests(
  session: Session,
  host: { schemes: Schemes; session: StartedSession; navigation: Navigation },
): Promise<void> {
  session.on('Fetch.requestPaused', (paused: Paused) => {
    judge(paused)
      .catch((thrown: unknown): Verdict => {
        process.stderr.write(`electron stand-in: ${String(thrown)}\n`)
        return { method: 'Fetch.failRequest', errorReason: 'Failed' }
      })
      .then(({ method, ...rest }) => session.send(method, { requestId: paused.requestId, ...rest }))
      // The page went away meanwhile.
      .catch(() => undefined)
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })

  async function judge({ request, frameId, resourceType, redirectedRequestId }: Paused): Promise<Verdict> {
    const url = fromCarrier(request.url)
    if (resourceType === 'Document') {
      const isRefused = await host.navigation.isRefused({
        frameId,
        url,
        isRedirect: redirectedRequestId !== undefined,
      })
      if (isRefused) return { method: 'Fetch.failRequest', errorReason: 'Aborted' }
    }
    if (await host.session.isCancelled({ url, method: request.method, resourceType: nameOf(resourceType) })) {
      return { method: 'Fetch.failRequest', errorReason: 'BlockedByClient' }
    }
    if (url === request.url) return { method: 'Fetch.continueRequest' }

    // A browser requests this by itself; Electron's windows have no tab to show it on.
    if (resourceType === 'Other' && new URL(request.url).pathname === '/favicon.ico') {
      return { method: 'Fetch.fulfillRequest', responseCode: 404 }
    }
    const answer = await host.schemes.answer({
      url,
      method: request.method,
      headers: new Headers(request.headers),
      body: request.postData ?? null,
    })
    return answer
      ? { method: 'Fetch.fulfillRequest', ...answer }
      : { method: 'Fetch.failRequest', errorReason: 'Failed' }
  }
}

/** Electron's words for what Chromium's protocol calls otherwise. */
function nameOf(resourceType: string): string {
  const names: Record<string, string> = { Document: 'mainFrame', XHR: 'xhr', Fetch: 'xhr' }
  return names[resourceType] ?? resourceType.charAt(0).toLowerCase() + resourceType.slice(1)
}
