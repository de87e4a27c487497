import { z } from 'zod'
import { day } from './basics.ts'

export const documentKind = z.enum(['statement', 'tax form'])
export type DocumentKind = z.infer<typeof documentKind>

/** What an institution sends of a document in its list, and Mooring reads. */
export const documentParts = ['id', 'date', 'year', 'description'] as const

/** A statement or tax form that the institution offers as a PDF file. Institutions may leave out any field. */
export const accountDocument = z.object({
  kind: documentKind,
  /** The institution's id, as sent; null if it sends none: then the file can't be saved. */
  id: z.string().max(2000).nullable(),
  /** The institution's date of it. */
  day: day.nullable(),
  /** The tax year; of a statement, the year of its date. */
  year: z.int().nullable(),
  description: z.string().nullable(),
  /** What was sent and could not be read. */
  unreadable: z.array(z.enum(documentParts)),
})
export type AccountDocument = z.infer<typeof accountDocument>

/** The documents of one kind, account and year. */
export const documentList = z.object({
  documents: z.array(accountDocument),
  /** Number of entries that could not be read at all. */
  unreadable: z.int(),
  /** Some are missing: the institution returned only some (HTTP 206), or its pages lead in a circle. */
  isPartial: z.boolean(),
})
export type DocumentList = z.infer<typeof documentList>
