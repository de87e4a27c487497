import type { Context } from '../context.ts'
import { CommandError, exits } from '../failure.ts'
import { writeRows } from '../output/write-rows.ts'
import { dayOf } from '../times.ts'

export async function accounts(context: Context): Promise<number> {
  const response = await context.send('accounts.read', { connections: allOr(context) })
  return writeRows(context.output, context.options, response, {
    noun: 'accounts',
    shown: ['institution', 'login', 'account', 'mask', 'category', 'balance', 'currency', 'as_of_date'],
  })
}

export async function transactions(context: Context): Promise<number> {
  const { flags, operands } = context.parsed
  const day = (name: string): string | undefined => {
    const text = flags.get(name)?.[0]
    return text === undefined ? undefined : dayOf(text, name, new Date())
  }
  const since = day('--since')
  const until = day('--until')
  if (since !== undefined && until !== undefined && since > until)
    throw new CommandError('wrong_use', exits.use, `--since ${since} is after --until ${until}.`)
  const account = flags.get('--account')?.[0]
  const response = await context.send('transactions.read', {
    connections: operands,
    ...(account === undefined ? {} : { account }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  })
  return writeRows(context.output, context.options, response, {
    noun: 'transactions',
    shown: ['date', 'institution', 'account', 'description', 'amount', 'currency', 'pending'],
  })
}

export async function holdings(context: Context): Promise<number> {
  const response = await context.send('holdings.read', { connections: context.parsed.operands })
  return writeRows(context.output, context.options, response, {
    noun: 'holdings',
    shown: ['institution', 'account', 'holding', 'symbol', 'units', 'market_value', 'currency', 'as_of_date'],
  })
}

/** The connections that are named; none for all. @throws CommandError `wrong_use` for both */
export function allOr({ parsed: { operands, flags, command } }: Context): string[] {
  if (flags.has('--all') && operands.length > 0)
    throw new CommandError('wrong_use', exits.use, `${command.name} takes names or --all, not both.`)
  return operands
}
