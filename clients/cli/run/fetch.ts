import { localHeaders } from '../../../shared/local-protocol.ts'
import type { Answer } from '../connect/http.ts'
import { closed } from '../connect/request.ts'
import type { Context } from '../context.ts'
import { CommandError, exits } from '../failure.ts'
import { openFile } from '../output/file.ts'
import { makeHarmless } from '../output/harmless.ts'

/** Sends a GET request through the app, and writes what the institution answers. */
export async function fetchPath(context: Context): Promise<number> {
  const { parsed, output } = context
  const [connection = '', path = ''] = parsed.operands
  if (/^[a-z][a-z\d+.-]*:/i.test(path) && !path.toLowerCase().startsWith('https://'))
    throw new CommandError('wrong_use', exits.use, 'fetch takes a path, or an address with https.')
  const headers = headersOf(parsed.flags.get('--header') ?? [])
  const answer = await context.send('token.fetch', { connection, path, headers })
  const file = parsed.flags.get('--output')?.[0]
  if (file === undefined || file === '-') await copy(answer, writerTo(output))
  else await copyInto(file, answer)
  return exitCodeFor(Number(answer.headers.get(localHeaders.status) ?? 200), context)
}

/** The app adds these itself. */
const refused = ['authorization', 'proxy-authorization', 'cookie', 'host']

function headersOf(given: readonly string[]): Record<string, string> {
  const pairs = given.map((line) => {
    const [, name = '', value = ''] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*?)\s*$/.exec(line) ?? []
    if (name === '') throw new CommandError('wrong_use', exits.use, '--header takes NAME:VALUE.')
    if (refused.includes(name.toLowerCase()))
      throw new CommandError('wrong_use', exits.use, `fetch sends no header ${name} but the app’s own.`)
    return [name, value] as const
  })
  return Object.fromEntries(pairs)
}

async function copyInto(path: string, answer: Answer): Promise<void> {
  const file = openFile(path)
  try {
    await copy(answer, async (bytes) => file.write(bytes))
    file.keep()
  } finally {
    file.close()
  }
}

async function copy({ body }: Answer, write: (bytes: Buffer) => Promise<void>): Promise<void> {
  const parts = body[Symbol.asyncIterator]()
  for (;;) {
    const part = await parts.next().catch(() => {
      throw closed()
    })
    if (part.done) return
    await write(part.value)
  }
}

function writerTo(output: Context['output']): (bytes: Buffer) => Promise<void> {
  if (!output.isTerminal) return (bytes) => output.write(bytes)
  const shown = makeHarmless()
  return (bytes) => output.write(shown(bytes))
}

function exitCodeFor(status: number, { output }: Context): number {
  if (status < 400) return 0
  output.say(`The institution answered with status ${status}.`)
  if (status === 429 || status === 503) return 7
  return status === 401 ? 5 : exits.failed
}
