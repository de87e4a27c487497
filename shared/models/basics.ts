import { z } from 'zod'

/** Milliseconds since 1970-01-01 UTC. */
export const ms = z.int()

/** A calendar day without a time zone, such as `2026-11-20`. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** The id of any stored object. */
export const id = z.string().min(1).max(64)

/** A name that the user gives something. */
export const name = z.string().trim().min(1).max(200)
