import { z } from 'zod'
import { day } from './basics.ts'
import { environment, redirectMode } from './registration.ts'

/** What a source tells. */
const subjects = ['endpoints', 'authentication', 'scopes', 'lives', 'redirect', 'registration'] as const

/** What is publicly known of an institution's authorization server, to start a registration from. */
export const preset = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  name: z.string().min(1).max(100),
  /** An empty address is for the user to enter. */
  environment,
  scopes: z.array(z.string()),
  redirect: redirectMode,
  /** Where a client is registered; null where that differs by institution. */
  registerAt: z.url({ protocol: /^https$/ }).nullable(),
  /** What the user has to know or do beside it. */
  notes: z.array(z.string().min(1).max(300)),
  sources: z
    .array(z.strictObject({ about: z.enum(subjects), url: z.url({ protocol: /^https$/ }), checked: day }))
    .min(1),
})
export type Preset = z.infer<typeof preset>
