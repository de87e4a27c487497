import { utilityProcess } from 'electron'
import type { KeychainWorker, WorkerAnswer } from './keychain-protocol.ts'

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
