import type { Context } from './context.ts'
import { CommandError, exits } from './failure.ts'
import { findCommand, shells } from './reference/commands.ts'
import { completionScript } from './reference/completion/completion.ts'
import { commandHelp, helpText } from './reference/help.ts'
import { clients } from './run/clients.ts'
import { exec } from './run/exec.ts'
import { fetchPath } from './run/fetch.ts'
import { list } from './run/list.ts'
import { mcp } from './run/mcp.ts'
import { pull } from './run/pull.ts'
import { accounts, holdings, transactions } from './run/read-rows.ts'
import { refresh } from './run/refresh.ts'
import { show } from './run/show.ts'
import { status } from './run/status.ts'
import { token } from './run/token.ts'
import { open, revoke } from './run/window.ts'

/** What each command of the table does. @returns the exit code @throws CommandError */
type Run = (context: Context) => Promise<number>

const runs: Readonly<Record<string, Run>> = {
  status,
  list,
  show,
  accounts,
  transactions,
  holdings,
  pull,
  fetch: fetchPath,
  token,
  exec,
  refresh,
  open,
  revoke,
  clients,
  mcp,
  completion,
  help,
}

export async function dispatch(context: Context): Promise<number> {
  const { command, flags } = context.parsed
  if (flags.has('--version')) return version(context)
  const run = flags.has('--help') ? helpOfItself : runs[command.name]
  return run ? run(context) : exits.failed
}

async function version({ output, version }: Context): Promise<number> {
  await output.write(`mooring ${version}\n`)
  return 0
}

async function completion({ output, parsed }: Context): Promise<number> {
  const shell = shells.find((one) => one === parsed.operands[0])
  if (shell) await output.write(completionScript(shell))
  return 0
}

async function help({ output, parsed }: Context): Promise<number> {
  const [name] = parsed.operands
  const command = name === undefined ? undefined : findCommand(name)
  if (name !== undefined && !command)
    throw new CommandError('wrong_use', exits.use, `There is no command “${name}”.`)
  await output.write(command ? commandHelp(command) : helpText())
  return 0
}

async function helpOfItself({ output, parsed: { command } }: Context): Promise<number> {
  await output.write(command.name === 'help' ? helpText() : commandHelp(command))
  return 0
}
