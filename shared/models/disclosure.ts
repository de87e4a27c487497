import { z } from 'zod'
import { ms } from './basics.ts'

/** Text that a user types in several lines. Control characters and marks that turn the direction of text round are refused. */
const plainText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\u{202A}-\u{202E}\u{2066}-\u{2069}]*$/u)
const plainLines = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^(?:[^\p{Cc}\u{202A}-\u{202E}\u{2066}-\u{2069}]|\n)*$/u)

/** The organization's own words in the disclosure; empty for none. */
export const disclosureWords = z.object({
  /** The third party of 12 CFR 1033.411(b)(1). */
  thirdParty: plainText(200),
  /** The product or service of 12 CFR 1033.411(b)(3). */
  service: plainLines(2000),
  /** The certification of 12 CFR 1033.411(b)(5). */
  certification: plainLines(2000),
})
export type DisclosureWords = z.infer<typeof disclosureWords>

/** The authorization disclosure (12 CFR 1033.411): the text that the window shows, and that the receipt keeps. */
export const disclosure = z.object({
  /** Of the wording: a new one whenever a sentence changes. */
  version: z.int(),
  /** When it was shown. The dates in it count from here. */
  atMs: ms,
  lead: z.string(),
  sections: z.array(
    z.object({ heading: z.string(), list: z.array(z.string()), paragraphs: z.array(z.string()) }),
  ),
  /** SHA-256 of the text, hexadecimal. `links.start` takes it back: what is stored is what was shown. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Disclosure = z.infer<typeof disclosure>
