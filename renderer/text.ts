import { connectionText } from './text/connection.ts'
import { frameText } from './text/frame.ts'
import { healthText } from './text/health.ts'
import { linkText } from './text/link.ts'
import { listText } from './text/list.ts'
import { registrationsText } from './text/registrations.ts'
import { updatesText } from './text/updates.ts'

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
