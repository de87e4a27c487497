import { basename } from 'node:path'
import { localAccess, localLimits, type LocalMethod } from '../../shared/local-protocol.ts'
import type { LocalInput, LocalJsonMethod, LocalOutput } from '../../shared/local.ts'
import { readClientKey, readOrMakeClientKey } from './connect/client-key.ts'
import type { System } from './connect/data-folder.ts'
import { openConnection } from './connect/open.ts'
import type { Answer } from './connect/http.ts'
import { closed, request, textOf, type Caller } from './connect/request.ts'
import { CommandError } from './failure.ts'
import type { Options } from './options.ts'
import type { Output } from './output/output.ts'
import type { Parsed } from './parse.ts'

/** What a command works with. */
export interface Context {
  parsed: Parsed
  options: Options
  system: System
  /** Undefined on Windows. */
  userId: number | undefined
  /** Of this command. */
  version: string
  output: Output
  /** From now on, signals do this instead of ending the command. */
  onSignal(handle: (signal: NodeJS.Signals) => void, signals: readonly NodeJS.Signals[]): void
  /** Calls a method that answers with one JSON object. @throws CommandError */
  call<M extends LocalJsonMethod>(
    method: M,
    input: Partial<LocalInput<M>>,
  ): Promise<LocalOutput<M> & { schema: string }>
  /** Calls any method. @returns the answer, its body unread @throws CommandError */
  send(method: LocalMethod, input: object): Promise<Answer>
}

export type Surroundings = Pick<Context, 'system' | 'userId' | 'version' | 'output' | 'onSignal'>

/** Every call has a connection of its own. */
export function makeContext(parsed: Parsed, options: Options, around: Surroundings): Context {
  const { system, userId, version, output } = around
  const say = (text: string) => {
    if (!options.isQuiet) output.say(text)
  }
  const open = () =>
    openConnection({
      system,
      reader: { platform: system.platform, home: system.home, userId, version },
      dataFolder: options.dataFolder,
      isStarting: options.isStarting,
      say,
    })

  const send = async (method: LocalMethod, input: object): Promise<Answer> => {
    // Before the key is made: where the app can't be reached, no key is left in the folder.
    const socket = await open()
    const caller = callerFor(method, options, system, userId)
    try {
      return await request(socket, method, input, caller, 0)
    } catch (thrown) {
      if (options.waitMs === 0 || !(thrown instanceof CommandError && thrown.code === 'consent_needed'))
        throw thrown
      const seconds = Math.round(options.waitMs / 1000)
      say(`Mooring shows a prompt that asks whether to allow this. Answer it within ${seconds} seconds.`)
      return request(await open(), method, input, caller, options.waitMs)
    }
  }

  return {
    parsed,
    options,
    ...around,
    send,
    async call(method, input) {
      const text = await textOf(await send(method, input))
      try {
        return JSON.parse(text)
      } catch {
        throw closed()
      }
    },
  }
}

/** A key is made where a method needs one. */
function callerFor(
  method: LocalMethod,
  options: Options,
  system: System,
  userId: number | undefined,
): Caller {
  const needed = localAccess[method]
  const makesKey = needed !== 'client' || method === 'consent.request'
  const read = makesKey ? readOrMakeClientKey : readClientKey
  const key = needed === 'nothing' ? null : (read(system, userId)?.key ?? null)
  const folder = system.workingFolder
  const name = options.name ?? (basename(folder) || folder)
  return { key, name: cut(name, localLimits.name), folder: cut(folder, localLimits.folder) }
}

/** In whole characters. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).toWellFormed()
}
