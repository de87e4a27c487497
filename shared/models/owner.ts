import { z } from 'zod'

/** What an institution sends of a person and Mooring reads. */
export const ownerParts = ['name', 'address', 'phone number', 'email address'] as const

/** Whose login a connection is, as the institution says: name and contact. Nothing else of the answer is read. */
export const owner = z.object({
  /** Of a person, and of a business where the login is one's. */
  names: z.array(z.string()),
  /** Each on one line. */
  addresses: z.array(z.string()),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  /** What was sent and could not be read. */
  unreadable: z.array(z.enum(ownerParts)),
})
export type Owner = z.infer<typeof owner>
