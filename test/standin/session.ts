import { EventEmitter } from 'node:events'
import type { CallbackResponse, OnBeforeRequestListenerDetails, Session, WebRequest } from 'electron'
import { guard } from './guard.ts'
import { findProxy } from './proxy-rules.ts'

type RequestListener = (
  details: OnBeforeRequestListenerDetails,
  callback: (response: CallbackResponse) => void,
) => void

type SuppliedSession = Pick<
  Session,
  | 'resolveProxy'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setProxy'
> & { webRequest: Pick<WebRequest, 'onBeforeRequest'> }

export interface StartedSession {
  session: SuppliedSession & EventEmitter
  /** Calls the app's listener, when it has one. */
  isCancelled(request: { url: string; method: string; resourceType: string }): Promise<boolean>
}

/**
 * What a page of this Chromium may not do, as a permission handler that denies would have it. The app's own handlers can't be called:
 * Chromium answers before anyone else hears of it.
 */
export const deniedPermissions = [
  'background-sync',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'geolocation',
  'idle-detection',
  'keyboard-lock',
  'local-fonts',
  'local-network-access',
  'microphone',
  'midi',
  'notifications',
  'payment-handler',
  'persistent-storage',
  'pointer-lock',
  'screen-wake-lock',
  'speaker-selection',
  'storage-access',
  'window-management',
]

export function makeSession(): StartedSession {
  let listener: RequestListener | null = null
  let nextId = 1
  let proxyRules = ''

  // Electron takes a filter ahead of the listener; the stand-in asks for every request, and would quietly ask for too many.
  function onBeforeRequest(first: unknown, second?: unknown): void {
    if (second !== undefined) {
      throw new Error('electron stand-in: a filter for webRequest.onBeforeRequest is not supplied')
    }
    listener = first as RequestListener | null
  }

  const supplied: SuppliedSession = {
    resolveProxy: async (url) => findProxy(proxyRules, new URL(url)),
    setDevicePermissionHandler: () => undefined,
    setDisplayMediaRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
    setPermissionRequestHandler: () => undefined,
    setProxy: async (config) => {
      const { mode = 'fixed_servers', proxyRules: rules = '' } = config
      if (mode !== 'direct' && mode !== 'fixed_servers') {
        throw new Error(`electron stand-in: the mode ${mode} of session.setProxy is not supplied`)
      }
      proxyRules = mode === 'direct' ? '' : rules
    },
    webRequest: guard('session.webRequest', { onBeforeRequest }),
  }
  return {
    session: Object.assign(new EventEmitter(), supplied),
    isCancelled: async ({ url, method, resourceType }) => {
      if (!listener) return false
      const answer = Promise.withResolvers<CallbackResponse>()
      const details = { id: nextId++, url, method, resourceType, timestamp: Date.now(), referrer: '' }
      listener({ ...details, uploadData: [] } as OnBeforeRequestListenerDetails, answer.resolve)
      return (await answer.promise).cancel === true
    },
  }
}
