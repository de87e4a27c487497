import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  KeychainWorker,
  WorkerAnswer,
  WorkerRequest,
} from '../../electron/main/system/keychain-protocol.ts'

/** A keychain in files, behind the protocol of the real one: each write is whole or not at all, as a system's keychain promises. */
export function startDiskWorker(folder: string): KeychainWorker {
  mkdirSync(folder, { recursive: true })
  let listener: (answer: WorkerAnswer) => void = () => {}
  return {
    send: (request) => void setImmediate(() => listener(answerTo(folder, request))),
    onAnswer: (added) => {
      listener = added
    },
    onExit: () => {},
    kill: () => {},
  }
}

/** Accounts of everything in it. */
export function listDisk(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.endsWith('.new'))
    .map((name) => Buffer.from(name, 'base64url').toString())
}

function answerTo(folder: string, request: WorkerRequest): WorkerAnswer {
  const file = join(folder, Buffer.from(request.account).toString('base64url'))
  const ok = (value: string | null): WorkerAnswer => ({ id: request.id, ok: true, value })
  switch (request.verb) {
    case 'get':
      return ok(readIfThere(file))
    case 'set':
      writeFileSync(`${file}.new`, request.value)
      renameSync(`${file}.new`, file)
      return ok(null)
    case 'delete':
      rmSync(file, { force: true })
      return ok(null)
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
    throw thrown
  }
}
