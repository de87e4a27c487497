import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { userFolder } from './user-folder.ts'

export interface SecondInstance {
  argv: string[]
  workingDirectory: string
}

/**
 * Returns a function that releases the lock to the first process on a folder, and null to a later one. The lock is a socket that listens, so that the system frees it however the owner
 * ends, and a second process can send the first its arguments.
 */
export function takeLock(folder: string, onSecond: (second: SecondInstance) => void): (() => void) | null {
  const address = addressOf(folder)
  const release = listen(address, onSecond)
  if (release) return release
  if (tellFirst(address)) return null

  // Nobody answers: the file is what a crash left behind.
  rmSync(address, { force: true })
  return listen(address, onSecond)
}

/** In the temporary folder, because the address of a socket must be shorter than a path may be. */
function addressOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\mooring-standin-${name}`
    : join(userFolder(), `${name}.sock`)
}

function listen(address: string, onSecond: (second: SecondInstance) => void): (() => void) | null {
  const server = createServer((socket) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (text += chunk))
    socket.on('end', () => onSecond(JSON.parse(text) as SecondInstance))
    socket.on('error', () => socket.destroy())
  })
  // An address in use is known at once, and emitted as an event later.
  server.on('error', () => undefined)
  server.listen(address)
  server.unref()
  if (!server.listening) return null
  const remove = () => rmSync(address, { force: true })
  process.once('exit', remove)
  return () => {
    process.off('exit', remove)
    server.close()
    remove()
  }
}

/** Electron answers at once, so this waits: for a small process that can wait for a socket. */
function tellFirst(address: string): boolean {
  const second: SecondInstance = { argv: process.argv, workingDirectory: process.cwd() }
  const script = `
    const [, address, text] = process.argv
    const socket = require('node:net').connect(address, () => socket.end(text))
    socket.on('close', (hadError) => process.exit(hadError ? 1 : 0))
    socket.on('error', () => undefined)
    socket.resume()`
  const args = ['-e', script, address, JSON.stringify(second)]
  return spawnSync(process.execPath, args, { stdio: 'ignore', timeout: 5000 }).status === 0
}
