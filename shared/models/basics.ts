import { z } from 'zod'

/** Milliseconds since 1970-01-01 UTC. */
export const ms = z.int()

/** Of anything that the app keeps. */
export const id = z.string().min(1).max(64)

/** What a person calls something. */
export const name = z.string().trim().min(1).max(200)
