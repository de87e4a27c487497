import type { Environment } from '../../../../shared/models/registration.ts'

/**
 * Where a user sees and ends the access of apps, by the host of the issuer. From the providers' own help pages.
 *
 * @see https://support.google.com/accounts/answer/13533235
 * @see https://support.microsoft.com/account-billing/edit-or-revoke-application-permissions-in-the-my-apps-portal
 * @see https://docs.gitlab.com/integration/oauth_provider/#view-all-authorized-applications
 */
const pages: Readonly<Record<string, string>> = {
  'accounts.google.com': 'https://myaccount.google.com/connections',
  'login.microsoftonline.com': 'https://myapps.microsoft.com/',
  'gitlab.com': 'https://gitlab.com/-/user_settings/applications',
}

/** The page of an institution on which the user can end access, as far as it is known. */
export function settingsPageOf(environment: Environment): string | null {
  const host = 'issuer' in environment ? URL.parse(environment.issuer)?.hostname : undefined
  return (host !== undefined && Object.hasOwn(pages, host) && pages[host]) || null
}
