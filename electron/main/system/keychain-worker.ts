import type keytarModule from 'keytar'
import type { Deleted, KeychainFault, WorkerAnswer, WorkerRequest } from './keychain-protocol.ts'

type Keytar = typeof keytarModule

const deleted: Deleted = 'deleted'

interface Port {
  postMessage(answer: WorkerAnswer): void
  on(event: 'message', listener: (message: { data: WorkerRequest }) => void): void
}

/**
 * The only place that loads keytar: a process of its own, because an unanswered keyring prompt hangs keytar for ever and would keep
 * the whole app from quitting. Only get, set and delete of one named item: the enumerating calls can crash.
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

/** Loaded at first use: where libsecret is missing it can't be, and that is an answer, not a crash. */
async function loadKeytar(): Promise<Keytar> {
  const module = (await import('keytar')) as { default: Keytar }
  return module.default
}

/** keytar gives texts, not codes; on macOS and Windows they are in the system's language, so only Linux's are read closely. */
function faultOf(thrown: unknown): KeychainFault {
  const text = thrown instanceof Error ? thrown.message : ''
  if (/locked collection|is locked/i.test(text)) return 'locked'
  if (process.platform === 'darwin' && !/cannot find module|dlopen/i.test(text)) return 'denied'
  return 'unavailable'
}

main()
