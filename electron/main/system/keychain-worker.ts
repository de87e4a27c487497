import type keytarModule from 'keytar'
import type { Deleted, KeychainFault, WorkerAnswer, WorkerRequest } from './keychain-protocol.ts'

type Keytar = typeof keytarModule

const deleted: Deleted = 'deleted'

interface Port {
  postMessage(answer: WorkerAnswer): void
  on(event: 'message', listener: (message: { data: WorkerRequest }) => void): void
}

/**
 * The only module that loads keytar. It runs in its own process, because an unanswered keyring prompt blocks keytar for ever and would
 * keep the app from quitting. Only get, set and delete of one named item: the functions that list items can crash.
 */
function main(): void {
  const port = (process as { parentPort?: Port }).parentPort
  const answer = (message: WorkerAnswer) => {
    if (port) port.postMessage(message)
    else process.send?.(message)
  }
  const take = (request: WorkerRequest) => {
    run(request).then(answer, (thrown: unknown) => {
      answer({ id: request.id, ok: false, fault: faultOf(thrown) })
    })
  }
  if (port) port.on('message', ({ data }) => take(data))
  else process.on('message', take)
}

async function run(request: WorkerRequest): Promise<WorkerAnswer> {
  const keytar = await loadKeytar()
  const { id, service, account } = request
  switch (request.verb) {
    case 'get':
      return { id, ok: true, value: await keytar.getPassword(service, account) }
    case 'set':
      await keytar.setPassword(service, account, request.value)
      return { id, ok: true, value: null }
    case 'delete':
      return { id, ok: true, value: (await keytar.deletePassword(service, account)) ? deleted : null }
  }
}

/** Loaded at first use: without libsecret this fails, and the failure must be a response, not a crash. */
async function loadKeytar(): Promise<Keytar> {
  const module = (await import('keytar')) as { default: Keytar }
  return module.default
}

/** keytar returns messages, not codes. On macOS and Windows they are in the system's language, so only Linux's are parsed. */
function faultOf(thrown: unknown): KeychainFault {
  const text = thrown instanceof Error ? thrown.message : ''
  if (/locked collection|is locked/i.test(text)) return 'locked'
  if (process.platform === 'darwin' && !/cannot find module|dlopen/i.test(text)) return 'denied'
  return 'unavailable'
}

main()
