import { z } from 'zod'

/** Milliseconds since 1970-01-01 UTC. */
export const ms = z.int()

/** A calendar day as it was written, `2026-11-20`: the same on every computer. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** Of anything that the app keeps. */
export const id = z.string().min(1).max(64)

/** What a person calls something. */
export const name = z.string().trim().min(1).max(200)
