import { z } from 'zod'
import { id, ms } from './basics.ts'

/** A link without a connection: it was made after the backup that was restored. It waits for the user's decision. */
export const unclaimedLink = z.object({
  id,
  institutionName: z.string(),
  linkedAtMs: ms,
})
export type UnclaimedLink = z.infer<typeof unclaimedLink>
