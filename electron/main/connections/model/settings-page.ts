import type { Environment } from '../../../../shared/models/registration.ts'

const pages: Readonly<Record<string, string>> = {
  'accounts.google.com': 'https://myaccount.google.com/connections',
  'gitlab.com': 'https://gitlab.com/-/user_settings/applications',
  'login.microsoftonline.com': 'https://myapps.microsoft.com/',
}

/** My Apps is for accounts of an organisation. These issuers are for personal ones, or for both. */
const notOrganizations = new Set(['common', 'consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'])

/**
 * The page on which the user can see and end the access of apps, by the host of the issuer, as far as it is known.
 *
 * @see https://support.google.com/accounts/answer/13533235
 * @see https://learn.microsoft.com/entra/identity/enterprise-apps/myapps-overview#permissions
 * @see https://gitlab.com/gitlab-org/gitlab/-/blob/master/spec/lib/sidebars/user_settings/menus/applications_menu_spec.rb
 */
export function settingsPageOf(environment: Environment): string | null {
  const issuer = 'issuer' in environment ? URL.parse(environment.issuer ?? '') : null
  if (issuer === null || !Object.hasOwn(pages, issuer.hostname)) return null
  const [, tenant = ''] = issuer.pathname.split('/')
  return notOrganizations.has(tenant) ? null : (pages[issuer.hostname] ?? null)
}
