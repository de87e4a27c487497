import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Details, ForkOptions, UtilityProcess } from 'electron'
import { guard } from './guard.ts'

type SuppliedUtility = Pick<UtilityProcess, 'kill' | 'pid' | 'postMessage' | 'stderr' | 'stdout'>

/** As the app's event `child-process-gone` tells it. */
export type ChildGone = Pick<Details, 'type' | 'name' | 'serviceName' | 'reason' | 'exitCode'>

/**
 * Electron's utility process as a child of Node: `process.parentPort` there, messages here. Dies with us.
 *
 * @param onGone called when it ends otherwise than by its own exit with 0, also when the app has killed it
 */
export function forkUtility(
  onGone: (gone: ChildGone) => void,
  file: string,
  args: string[] = [],
  options: ForkOptions = {},
): SuppliedUtility & EventEmitter {
  const [, out, err] = streamsOf(options.stdio)
  const child = fork(join(import.meta.dirname, 'utility-child.ts'), [file, ...args], {
    stdio: ['ignore', out, err, 'ipc'],
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning', ...(options.execArgv ?? [])],
    ...(options.env ? { env: options.env as NodeJS.ProcessEnv } : {}),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  const events = new EventEmitter()
  child.on('message', (message) => events.emit('message', message))
  child.on('spawn', () => events.emit('spawn'))
  child.on('exit', (code, signal) => {
    const name = options.serviceName ?? 'Node Utility Process'
    const reason = signal === null ? 'abnormal-exit' : 'killed'
    const exitCode = code ?? constants.signals[signal ?? 'SIGTERM']
    if (code !== 0) onGone({ type: 'Utility', name, serviceName: 'node.mojom.NodeService', reason, exitCode })
    events.emit('exit', code ?? 1)
  })
  const supplied = {
    // Gone once it has ended, as Electron's is.
    get pid() {
      return child.exitCode === null && child.signalCode === null ? child.pid : undefined
    },
    stdout: child.stdout,
    stderr: child.stderr,
    kill: () => child.kill(),
    postMessage: (message: object) => {
      if (child.connected) child.send(message)
    },
  } satisfies SuppliedUtility
  return guard('UtilityProcess', withMembers(events, supplied))
}

/** Keeps getters, which `Object.assign` would read once. */
function withMembers<E extends EventEmitter, T extends object>(events: E, members: T): E & T {
  return Object.defineProperties(events, Object.getOwnPropertyDescriptors(members)) as E & T
}

type Stream = 'ignore' | 'inherit' | 'pipe'

function streamsOf(stdio: ForkOptions['stdio']): [Stream, Stream, Stream] {
  if (Array.isArray(stdio)) return stdio as [Stream, Stream, Stream]
  const one = stdio === 'ignore' || stdio === 'pipe' ? stdio : 'inherit'
  return [one, one, one]
}
