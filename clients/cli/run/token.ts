import type { Context } from '../context.ts'
import { CommandError, exits } from '../failure.ts'
import { readToken } from './read-token.ts'

export async function token(context: Context): Promise<number> {
  const { parsed, options, output } = context
  const isHeader = parsed.flags.has('--header')
  const isJson = options.isFormatGiven && options.format === 'json'
  if (options.isFormatGiven && (!isJson || isHeader))
    throw new CommandError('wrong_use', exits.use, 'token is written as it is, or with --json or --header.')
  if (output.isTerminal && !parsed.flags.has('--show'))
    throw new CommandError(
      'wrong_use',
      exits.use,
      'On a terminal the token stays in its history. Use it in a pipe, or add --show.',
    )
  const { accessToken, expiresOn, tokenType } = await readToken(context)
  if (isJson) await output.write(`${JSON.stringify({ accessToken, expiresOn, tokenType })}\n`)
  else await output.write(isHeader ? `Authorization: Bearer ${accessToken}\n` : `${accessToken}\n`)
  return 0
}
