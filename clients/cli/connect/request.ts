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
import { post, type Answer } from './http.ts'

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
): Promise<Answer> {
  const identity =
    caller.key === null || localAccess[method] === 'nothing' ? {} : identityOf(caller, caller.key)
  const headers = { ...identity, ...(waitMs > 0 ? { [localHeaders.wait]: String(waitMs) } : {}) }
  const answer = await post(socket, `/${method}`, headers, Buffer.from(JSON.stringify(input))).catch(() => {
    socket.destroy()
    throw closed()
  })
  if (answer.status >= 200 && answer.status < 300) return answer
  throw failureIn(await textOf(answer))
}

function identityOf({ name, folder }: Caller, key: string): Record<string, string> {
  return {
    [localHeaders.client]: key,
    [localHeaders.name]: encodeURIComponent(name),
    [localHeaders.folder]: encodeURIComponent(folder),
  }
}

/** All of an answer. @throws CommandError `answer_cut` */
export async function textOf({ body }: Answer): Promise<string> {
  const parts: Buffer[] = []
  try {
    for await (const part of body) parts.push(part)
  } catch {
    throw closed()
  }
  return Buffer.concat(parts).toString('utf8')
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
