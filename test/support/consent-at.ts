import { request } from 'undici'

/** A user at Mikomo's pages without a browser: follows forms and redirects as one would. For tests that need no pixels. */

export interface Ended {
  /** Status of the last page. */
  status: number
  text: string
  /** Where the last page was. */
  url: string
}

export interface Visit {
  user: string
  password?: string
  /** Names of accounts to leave out. */
  without?: string[]
  cancel?: boolean
  /** The answer is not brought back: where it is to be brought is the `url` that the visit ends at. */
  staysAway?: boolean
}

/** Signs in, chooses accounts, approves (or cancels), and goes where the institution sends the browser. */
export async function consentAt(url: string, visit: Visit): Promise<Ended> {
  const signIn = await load(visit, url)
  if (!signIn.text.includes('Sign in')) return signIn

  const consent = await submit(visit, signIn, '/auth/sign-in', {
    user: visit.user,
    password: visit.password ?? visit.user,
    do: 'sign-in',
  })
  if (!consent.text.includes('Approve')) return consent
  const accounts = [...consent.text.matchAll(/name="account" value="([^"]+)" checked>\s*([^<]+?)\s*</g)]
    .filter(([, , name]) => !visit.without?.includes(name ?? ''))
    .map(([, id]) => ['account', id ?? ''])
  return submit(visit, consent, '/auth/consent', [...accounts, ['do', visit.cancel ? 'cancel' : 'approve']])
}

/** A navigation as a browser makes it: the redirect at the end goes back to the app. */
async function load(visit: Visit, url: string, form?: URLSearchParams): Promise<Ended> {
  const response = await request(url, {
    method: form ? 'POST' : 'GET',
    headers: {
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    body: form?.toString() ?? null,
  })
  const { location } = response.headers
  const text = await response.body.text()
  if (typeof location !== 'string') return { status: response.statusCode, text, url }
  if (visit.staysAway) return { status: response.statusCode, text, url: location }
  return load(visit, location)
}

async function submit(
  visit: Visit,
  page: Ended,
  action: string,
  fields: Record<string, string> | string[][],
): Promise<Ended> {
  const number = /name="visit" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const form = new URLSearchParams(fields)
  form.set('visit', number)
  return load(visit, new URL(action, page.url).href, form)
}
