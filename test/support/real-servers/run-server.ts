import { spawn } from 'node:child_process'
import { eventually } from '../harness.ts'

/**
 * Runs a server until the returned function is called. Resolves when it answers at `url`.
 *
 * @param environment variables that it gets besides those of this process
 */
export async function runServer(
  program: string,
  args: string[],
  { url, environment = {} }: { url: string; environment?: Record<string, string> },
): Promise<() => Promise<void>> {
  const server = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...environment } })
  const ended = new Promise((resolve) => server.once('exit', resolve))

  let state: 'starting' | 'up' | 'ended' = 'starting'
  void ended.then(() => (state = 'ended'))
  const requests = setInterval(() => {
    fetch(url).then(
      () => (state = 'up'),
      () => undefined,
    )
  }, 100)
  await eventually(`${program} answers`, () => state !== 'starting').finally(() => clearInterval(requests))

  return async () => {
    server.kill()
    await ended
  }
}
