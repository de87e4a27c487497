import { connectionText } from './connection.ts'
import { frameText } from './frame.ts'
import { healthText } from './health.ts'
import { linkText } from './link.ts'
import { listText } from './list.ts'
import { registrationsText } from './registrations.ts'
import { updatesText } from './updates.ts'

/**
 * Every word of the window that is not a sentence for a failure (messages.ts), the name of a thing (words.ts), or how a time or an
 * amount is told (text/values.ts): to translate the window is to translate these and the rest of text/.
 */
export const text = {
  ...frameText,
  ...listText,
  ...connectionText,
  ...linkText,
  ...registrationsText,
  ...healthText,
  ...updatesText,
} as const
