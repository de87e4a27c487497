import { spawn } from 'node:child_process'

/**
 * Runs a program in the foreground, and ends with its exit code. Passes SIGTERM on. Ctrl+C reaches it by itself, because a
 * terminal sends SIGINT to every process; a second SIGINT would kill Electron while it closes.
 */
export function runInForeground(program: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
  let isInterrupted = false
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, ...env } })
  process.on('SIGINT', () => {
    isInterrupted = true
  })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (thrown) => {
    console.error(thrown.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (signal !== null && !child.killed && !isInterrupted) console.error(`The app was ended by ${signal}.`)
    process.exit(isInterrupted ? 0 : (code ?? 1))
  })
}
