import { constants } from 'node:os'
import { isatty } from 'node:tty'
import type { Context } from '../context.ts'
import { CommandError, exits, systemCode } from '../failure.ts'
import { readToken } from './read-token.ts'

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

/** Runs a program with the token in its environment, and nowhere else. @returns the program's exit code */
export async function exec(context: Context): Promise<number> {
  const { parsed, system } = context
  const name = parsed.flags.get('--env')?.[0] ?? 'MOORING_TOKEN'
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new CommandError('wrong_use', exits.use, `“${name}” is no name of a variable.`)
  const { accessToken } = await readToken(context)
  const [program = '', ...args] = parsed.program
  // No other command needs it.
  const { spawn } = await import('node:child_process')
  const child = spawn(program, args, { stdio: 'inherit', env: { ...system.env, [name]: accessToken } })
  context.onSignal((signal) => {
    // A terminal sends these two to the program as well.
    const hasIt = isatty(0) && (signal === 'SIGINT' || signal === 'SIGQUIT')
    if (!hasIt) child.kill(signal)
  }, passedOn)
  return new Promise((resolve, reject) => {
    child.once('error', (thrown) => reject(notRun(program, systemCode(thrown))))
    child.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    )
  })
}

/** With the exit codes of a shell. */
function notRun(program: string, code: string): CommandError {
  return code === 'ENOENT'
    ? new CommandError('program_missing', 127, `There is no program ${program}.`)
    : new CommandError('program_failed', 126, `${program} can’t be run: ${code}.`)
}
