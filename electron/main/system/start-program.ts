import { spawn } from 'node:child_process'
import { AppError } from '../core/errors.ts'

/**
 * Starts a program with one argument, without a shell, and does not wait for it. On macOS an app is a folder, which `open` starts.
 *
 * @throws AppError `browser_unavailable`, with `chosen` in `cause`, when it does not start
 */
export function startProgram(program: string, argument: string): Promise<void> {
  const isApp = process.platform === 'darwin' && program.endsWith('.app')
  const [command, args] = isApp ? ['/usr/bin/open', ['-a', program, argument]] : [program, [argument]]
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: 'ignore' })
    child.once('spawn', () => {
      child.unref()
      resolve()
    })
    child.once('error', (cause) => {
      reject(new AppError('browser_unavailable', { cause: 'chosen' }, { cause }))
    })
  })
}
