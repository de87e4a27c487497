import { z } from 'zod'
import {
  accountColumnKeys,
  columnKeys,
  filters,
  groupKeys,
  plainListSettings,
  sortKeys,
  type ListSettings,
} from '../list-arrangement.ts'

const arrangement = z.object({
  search: z.string().max(500),
  filter: z.enum(filters),
  sort: z.enum(sortKeys),
  isDescending: z.boolean(),
  group: z.enum(groupKeys),
})

export const savedView = arrangement.extend({ name: z.string().trim().min(1).max(100) })

export const listSettings = z.object({
  arrangement,
  columns: z.array(z.enum(columnKeys)).max(columnKeys.length),
  // Absent in what an earlier version wrote.
  accountColumns: z
    .array(z.enum(accountColumnKeys))
    .max(accountColumnKeys.length)
    .default(plainListSettings.accountColumns),
  views: z.array(savedView).max(100),
}) satisfies z.ZodType<ListSettings>
