import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { makeContext } from './context.ts'
import { dispatch } from './dispatch.ts'
import { CommandError, exits } from './failure.ts'
import { readOptions, type Format } from './options.ts'
import { failureJson } from './output/failure-json.ts'
import { openOutput, outputClosed, type Output } from './output/output.ts'
import { parse } from './parse.ts'

declare const __MOORING_VERSION__: string

const { stdout, stderr, argv, env, platform } = process

/** The command’s exit code for each signal, unless a command handles it. It deletes unfinished files first. */
const exitOf: Partial<Record<NodeJS.Signals, number>> = {
  SIGINT: exits.interrupted,
  SIGTERM: 143,
  SIGHUP: 129,
}
let handleSignal = (signal: NodeJS.Signals): void => process.exit(exitOf[signal])
for (const signal of Object.keys(exitOf)) process.on(signal, () => handleSignal(signal as NodeJS.Signals))

const output = openOutput(stdout, stderr, env)
// Every socket and timer ends with it: nothing hangs. No await, because what `mooring mcp` loads imports this file, and would wait for it.
void run(output).then((code) => process.exit(code))

async function run(output: Output): Promise<number> {
  let format: Format | null = null
  try {
    const parsed = parse(argv.slice(2))
    // `process.stdin` would open it.
    const canAsk = isatty(0) && isatty(2)
    const options = readOptions(parsed.flags, { canAsk, isOutput: output.isTerminal })
    const isToken = parsed.command.name === 'token' && options.isFormatGiven
    format = isToken || writesData(parsed.command.name) ? options.format : null
    return await dispatch(
      makeContext(parsed, options, {
        system: {
          env,
          platform,
          home: homedir(),
          ownFolder: dirname(fileURLToPath(import.meta.url)),
          workingFolder: process.cwd(),
        },
        userId: process.getuid?.(),
        version: __MOORING_VERSION__,
        output,
        onSignal(handle, signals) {
          handleSignal = handle
          for (const signal of signals) if (!(signal in exitOf)) process.on(signal, handle)
        },
      }),
    )
  } catch (thrown) {
    return report(thrown, format, output)
  }
}

/** Whether a failure may be a JSON document on stdout: not where stdout is a token, an answer of the institution or another program's. */
function writesData(name: string): boolean {
  return !['token', 'exec', 'fetch', 'completion', 'help', 'mcp'].includes(name)
}

async function report(thrown: unknown, format: Format | null, output: Output): Promise<number> {
  // Of anything else nobody knows what its text holds.
  const failure =
    thrown instanceof CommandError
      ? thrown
      : new CommandError('internal', exits.failed, `Something went wrong in this command: ${nameOf(thrown)}.`)
  if (failure.code === outputClosed) return 0
  output.say(failure.message)
  const isWritten = failure.code === 'output_failed' || failure.code === 'wrong_use' || failure.isWritten
  if (!isWritten && (format === 'json' || format === 'jsonl')) {
    try {
      await output.write(`{"error":${failureJson(failure)}}\n`)
    } catch {
      // It was said on stderr.
    }
  }
  return failure.exitCode
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'unknown'
}
