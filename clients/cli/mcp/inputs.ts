import { z } from 'zod'
import { day } from '../../../shared/models/basics.ts'

/** The most rows that a tool reads, for all its pages. */
export const mostRows = 10_000

export const connections = z
  .array(z.string().min(1).max(400))
  .max(100)
  .optional()
  .describe(
    'Which connections: ids, labels, or institution/login, as list_connections names them. All if left out',
  )

export const paging = {
  limit: z.int().min(1).max(500).default(100).describe('The most rows to return'),
  cursor: z
    .string()
    .max(60)
    .optional()
    .describe(
      'next_cursor of the answer before, for its next rows. Everything else but limit is ignored then',
    ),
}

export const period = {
  account_ref: z.string().max(20).optional().describe('Only this account, as list_accounts names it'),
  since: day.optional().describe('The first day. 90 days ago if left out'),
  until: day.optional().describe('The last day. Today if left out'),
}

export const rowsOutput = {
  rows: z.array(z.record(z.string(), z.unknown())).describe('What an institution does not say is left out'),
  next_cursor: z.string().nullable().describe('Null after the last rows'),
  is_partial: z.boolean().describe('Something is missing: never call totals of these rows complete'),
  missing: z
    .array(z.object({ connection: z.string(), code: z.string(), message: z.string() }))
    .describe('What could not be read'),
}
