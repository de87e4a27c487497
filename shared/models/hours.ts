import { z } from 'zod'

/** A time of day on a 24-hour clock, such as `06:30`. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** Hours of every day. Over midnight if they end before they begin. */
export const hours = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== to, { path: ['to'] })
export type Hours = z.infer<typeof hours>

/** Hours of a weekday in which a hub's servers may not answer. */
export const maintenanceWindow = z.object({
  /** The hub. */
  of: z.string(),
  /** The day on which they begin; 0 is Sunday. */
  weekday: z.int().min(0).max(6),
  hours,
  /** By the clocks of this time zone, daylight saving included. */
  timeZone: z.string(),
})
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>
