import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { KeychainWorker, WorkerAnswer } from '../../electron/main/system/keychain-protocol.ts'

const workerFile = join(import.meta.dirname, '../../electron/main/system/keychain-worker.ts')

/** The keychain worker as a child of Node, where the app has an Electron utility process. */
export function startChildWorker(env: Record<string, string>, file = workerFile): KeychainWorker {
  const child = fork(file, [], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
    execArgv: [],
    silent: true,
  })
  return {
    send: (request) => void child.send(request),
    onAnswer: (listener) => void child.on('message', (answer) => listener(answer as WorkerAnswer)),
    onExit: (listener) => void child.on('exit', () => listener()),
    kill: () => void child.kill('SIGKILL'),
  }
}
