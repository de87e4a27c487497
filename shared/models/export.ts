import { z } from 'zod'
import { failure } from '../errors.ts'
import { account } from './account.ts'
import { day, id } from './basics.ts'

export const exportFormats = ['csv', 'json', 'jsonl', 'parquet', 'sqlite'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** What an export is of: everything that Mooring has access to, whole connections, or accounts in the order of the file. */
export const exportScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('connections'), ids: z.array(id).min(1).max(20_000) }),
  z.object({
    kind: z.literal('accounts'),
    accounts: z
      .array(z.object({ connectionId: id, accountKey: account.shape.key }))
      .min(1)
      .max(200_000),
  }),
])
export type ExportScope = z.infer<typeof exportScope>

export const period = z.object({
  /** How far back from `toDay`. */
  days: z.int().min(1).max(730),
  /** The last day, as the institution dates it; absent: the period ends now. */
  toDay: day.optional(),
})

/** Accounts of which an export has nothing, and why. Some of them are named. */
export const namedAccounts = z.object({
  count: z.int(),
  accounts: z.array(
    z.object({
      /** With its mask. */
      name: z.string(),
      institutionName: z.string(),
      failure,
    }),
  ),
})
export type NamedAccounts = z.infer<typeof namedAccounts>
