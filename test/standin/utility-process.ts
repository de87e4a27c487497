import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { ForkOptions, UtilityProcess } from 'electron'

type SuppliedUtility = Pick<UtilityProcess, 'kill' | 'postMessage'> &
  EventEmitter & { pid: number | undefined }

/** Electron's utility process as a child of Node: `process.parentPort` there, messages here. */
export function forkUtility(file: string, args: string[] = [], options: ForkOptions = {}): SuppliedUtility {
  const child = fork(join(import.meta.dirname, 'utility-child.ts'), [file, ...args], {
    stdio:
      options.stdio === 'ignore'
        ? ['ignore', 'ignore', 'ignore', 'ipc']
        : ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    ...(options.env ? { env: options.env as NodeJS.ProcessEnv } : {}),
  })
  const events = new EventEmitter()
  child.on('message', (message) => events.emit('message', message))
  child.on('spawn', () => events.emit('spawn'))
  child.on('exit', (code) => events.emit('exit', code ?? 1))
  return Object.assign(events, {
    pid: child.pid,
    kill: () => child.kill('SIGKILL'),
    postMessage: (message: unknown) => {
      if (child.connected) child.send(message as object)
    },
  })
}
