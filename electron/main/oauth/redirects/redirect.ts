import type { RedirectMode } from '../../../../shared/models/registration.ts'
import type { Callback } from './answer.ts'
import { openLoopback, type LoopbackMode } from './loopback.ts'

/** Receives the response to one authorization request. */
export interface Redirect {
  /** Exactly as registered and sent. */
  redirectUri: string
  /** Appended to the `state`: the port that a relay page forwards to. Empty without a relay. */
  stateSuffix: string
  /** Resolves with the one callback that carries this state, rejects with the signal's reason. */
  callback(state: string, signal: AbortSignal): Promise<Callback>
  /** Stops listening and closes every socket at once. */
  close(): Promise<void>
}

/**
 * Opens the redirect of a registration's mode:
 * - `loopback`, `fixed`: a listener on this computer
 * - `relay`: a listener on this computer, and a static https page of the organization (docs/relay) that forwards the response to it
 * - `paste`: no listener; the user pastes the address from the browser
 *
 * @throws AppError `port_in_use`, `port_reserved`, `invalid_input`
 * @see RFC 8252 sections 7.3 and 8.3
 */
export async function openRedirect(
  mode: RedirectMode | LoopbackMode,
  options: { takesForms?: boolean } = {},
): Promise<Redirect> {
  switch (mode.mode) {
    case 'loopback':
    case 'fixed': {
      const loopback = await openLoopback(mode, options)
      return { ...loopback, stateSuffix: '' }
    }
    case 'relay': {
      const loopback = await openLoopback({ mode: 'loopback', path: '/callback' })
      const { port } = new URL(loopback.redirectUri)
      return { ...loopback, redirectUri: mode.uri, stateSuffix: `.${port}` }
    }
    case 'paste':
      return {
        redirectUri: mode.uri,
        stateSuffix: '',
        callback: (_state, signal) => untilAborted(signal),
        close: async () => {},
      }
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
