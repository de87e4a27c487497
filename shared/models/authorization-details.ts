import { z } from 'zod'

const mostLength = 8000

/** What is asked for in detail, such as single accounts (RFC 9396 section 2). Each has a type, which says what its other members mean. */
export const authorizationDetails = z
  .array(z.looseObject({ type: z.string().min(1).max(200) }))
  .max(20)
  .refine((list) => JSON.stringify(list).length <= mostLength)
export type AuthorizationDetails = z.infer<typeof authorizationDetails>
