import type { IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import {
  localAccess,
  localErrorKinds,
  exitCodes,
  localHeaders,
  type LocalErrorKind,
  type LocalMethod,
} from '../../../shared/local-protocol.ts'
import { CommandError, exits, printable } from '../failure.ts'

/** The program that makes the request. */
export interface Caller {
  key: string | null
  name: string
  folder: string
}

/**
 * Sends one request on a proven connection.
 *
 * @param waitMs how long the app may wait for its user's answer
 * @returns an answer that is not a failure, its body unread
 * @throws CommandError with the app's own code
 */
export async function request(
  socket: Socket,
  method: LocalMethod,
  input: object,
  caller: Caller,
  waitMs: number,
): Promise<IncomingMessage> {
  const body = Buffer.from(JSON.stringify(input))
  const identity =
    caller.key === null || localAccess[method] === 'nothing' ? {} : identityOf(caller, caller.key)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = httpRequest({
      method: 'POST',
      path: `/${method}`,
      createConnection: () => socket,
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        ...identity,
        ...(waitMs > 0 ? { [localHeaders.wait]: String(waitMs) } : {}),
      },
    })
    sent.once('response', resolve)
    sent.once('error', () => reject(closed()))
    sent.end(body)
  })
  const status = response.statusCode ?? 0
  if (status >= 200 && status < 300) return response
  throw failureIn(await textOf(response))
}

function identityOf({ name, folder }: Caller, key: string): Record<string, string> {
  return {
    [localHeaders.client]: key,
    [localHeaders.name]: encodeURIComponent(name),
    [localHeaders.folder]: encodeURIComponent(folder),
  }
}

/** All of an answer. @throws CommandError `answer_cut` */
export async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  try {
    for await (const part of response) text += part as string
  } catch {
    throw closed()
  }
  return text
}

/** The failure that a JSON text holds. */
export function failureIn(text: string): CommandError {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return closed()
  }
  const { code, message, kind, retryAtMs } = ((found as { error?: object } | null)?.error ?? {}) as Record<
    string,
    unknown
  >
  if (typeof code !== 'string' || typeof message !== 'string') return closed()
  // Told as it is where the app says so itself, in `local.json`.
  const known = code === 'scripts_off' ? 'consent' : localErrorKinds.find((one) => one === kind)
  return new CommandError(
    code,
    exitCodeOf(known),
    printable(message),
    typeof retryAtMs === 'number' ? retryAtMs : undefined,
  )
}

/** @param kind undefined for one of a later version */
export function exitCodeOf(kind: LocalErrorKind | undefined): number {
  return kind === undefined ? exits.failed : exitCodes[kind]
}

/** The connection ended before the answer did. */
export function closed(): CommandError {
  return new CommandError(
    'answer_cut',
    exits.failed,
    'Mooring closed the connection before its answer was complete. It may have been quit: try again.',
  )
}
