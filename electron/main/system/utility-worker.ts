import { utilityProcess } from 'electron'
import type { KeychainWorker, WorkerAnswer } from './keychain-protocol.ts'
import type { TrustWorker } from './system-authorities.ts'
import type { SystemAuthorities } from './trust-worker.ts'

/** The keychain worker as an Electron utility process. `file` is its built module. */
export function startUtilityWorker(file: string): KeychainWorker {
  const child = utilityProcess.fork(file, [], { serviceName: 'Mooring keychain', stdio: 'ignore' })
  return {
    send: (request) => child.postMessage(request),
    onAnswer: (listener) => child.on('message', (answer: WorkerAnswer) => listener(answer)),
    onExit: (listener) => child.on('exit', () => listener()),
    kill: () => child.kill(),
  }
}

/** The trust worker as an Electron utility process. `file` is its built module. */
export function startTrustWorker(file: string): TrustWorker {
  const child = utilityProcess.fork(file, [], { serviceName: 'Mooring certificates', stdio: 'ignore' })
  return {
    onAnswer: (listener) => child.on('message', (authorities: SystemAuthorities) => listener(authorities)),
    onExit: (listener) => child.on('exit', () => listener()),
    kill: () => child.kill(),
  }
}
