import { z } from 'zod'

/** The progress of a refresh of several connections. */
export const bulkRefresh = z.object({
  total: z.int(),
  done: z.int(),
  failed: z.int(),
  state: z.enum(['running', 'done', 'cancelled']),
})
export type BulkRefresh = z.infer<typeof bulkRefresh>
