import { accountsText } from './accounts.ts'
import { appText } from './app.ts'
import { backgroundText } from './background.ts'
import { connectionText } from './connection.ts'
import { exportText } from './export.ts'
import { dataText } from './data.ts'
import { healthText } from './health.ts'
import { holdingsText } from './holdings.ts'
import { linkText } from './link.ts'
import { listText } from './list.ts'
import { namesText } from './names.ts'
import { policiesText } from './policies.ts'
import { receiptsText } from './receipts.ts'
import { registrationsText } from './registrations.ts'
import { scriptsText } from './scripts.ts'
import { setupText } from './setup.ts'
import { updatesText } from './updates.ts'

/** All text of the window except the sentences for failures (error-messages.ts). To translate the window, translate this folder. */
export const text = {
  ...accountsText,
  ...appText,
  ...backgroundText,
  ...namesText,
  ...listText,
  ...connectionText,
  ...exportText,
  ...dataText,
  ...linkText,
  ...registrationsText,
  ...healthText,
  ...holdingsText,
  ...receiptsText,
  ...policiesText,
  ...scriptsText,
  ...setupText,
  ...updatesText,
} as const
