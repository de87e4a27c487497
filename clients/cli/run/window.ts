import type { Context } from '../context.ts'

export async function open(context: Context): Promise<number> {
  const [connection] = context.parsed.operands
  await context.call('window.open', connection === undefined ? {} : { connection })
  return 0
}

export async function revoke(context: Context): Promise<number> {
  await context.call('window.revoke', { connections: context.parsed.operands })
  if (!context.options.isQuiet) context.output.say('Mooring’s window asks whether to revoke.')
  return 0
}
