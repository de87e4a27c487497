import type { Context } from '../context.ts'
import { CommandError, exits } from '../failure.ts'
import { durationMs } from '../times.ts'

/** The access token of the connection that is named. @throws CommandError */
export async function readToken({ call, parsed }: Context) {
  const ttl = parsed.flags.get('--min-ttl')?.[0]
  const answer = await call('token.read', {
    connection: parsed.operands[0] ?? '',
    ...(ttl === undefined ? {} : { minTtlMs: durationMs(ttl, '--min-ttl') }),
  })
  // RFC 6750 section 2.1: such a token fits into a header, and into a variable.
  if (!/^[\x21-\x7E]+$/.test(answer.accessToken))
    throw new CommandError(
      'answer_invalid',
      exits.failed,
      'The token has characters that no header can carry.',
    )
  return answer
}
