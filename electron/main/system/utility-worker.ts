import { utilityProcess, type UtilityProcess } from 'electron'
import type { KeychainWorker, WorkerAnswer } from './keychain-protocol.ts'
import type { TrustWorker } from './system-authorities.ts'
import type { SystemAuthorities } from './trust-worker.ts'

/** The keychain worker as an Electron utility process. `file` is its built module. */
export function startUtilityWorker(file: string): KeychainWorker {
  const { child, ...worker } = start(file, 'Mooring keychain')
  return {
    ...worker,
    send: (request) => child.postMessage(request),
    onAnswer: (listener) => child.on('message', (answer: WorkerAnswer) => listener(answer)),
  }
}

/** The trust worker as an Electron utility process. `file` is its built module. */
export function startTrustWorker(file: string): TrustWorker {
  const { child, ...worker } = start(file, 'Mooring certificates')
  return {
    ...worker,
    onAnswer: (listener) => child.on('message', (authorities: SystemAuthorities) => listener(authorities)),
  }
}

/** How many processes of a name were stopped and have not been reported as ended. */
const stopped = new Map<string, number>()

/** Whether a process that has ended was one that the app itself stopped. Ask once for each. */
export function wasStoppedByUs(name: string | undefined): boolean {
  const count = stopped.get(name ?? '') ?? 0
  if (count > 0) stopped.set(name ?? '', count - 1)
  return count > 0
}

interface Started {
  child: UtilityProcess
  onExit(listener: () => void): void
  kill(): void
}

function start(file: string, serviceName: string): Started {
  const child = utilityProcess.fork(file, [], { serviceName, stdio: 'ignore' })
  return {
    child,
    onExit: (listener) => child.on('exit', () => listener()),
    kill: () => {
      // False where it has ended by itself.
      if (child.kill()) stopped.set(serviceName, (stopped.get(serviceName) ?? 0) + 1)
    },
  }
}
