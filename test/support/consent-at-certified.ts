import { Agent, request } from 'undici'

/** Signs in and consents at oidc-provider's own development pages, as a browser without a window: cookies, forms, redirects. */
export async function consentAtCertified(
  authorizationUrl: string,
  login: string,
  /** PEM of the authority that the server's certificate is of, behind TLS. */
  ca?: string,
): Promise<string> {
  const dispatcher = ca === undefined ? {} : { dispatcher: new Agent({ connect: { ca } }) }
  const cookies = new Map<string, string>()
  let next: { url: string; form?: Record<string, string> } = { url: authorizationUrl }

  for (let step = 0; step < 20; step += 1) {
    const response = await request(next.url, {
      ...dispatcher,
      method: next.form ? 'POST' : 'GET',
      headers: {
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(next.form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      body: next.form ? new URLSearchParams(next.form).toString() : null,
    })
    for (const line of [response.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const { location } = response.headers
    const page = await response.body.text()
    if (typeof location === 'string') next = { url: new URL(location, next.url).href }
    else if (/name="prompt" value="\w+"/.test(page)) next = answerTo(page, next.url, login)
    else if (page.includes('type="hidden"')) next = postedBy(page)
    else return page
  }
  throw new Error('the sign-in went round in circles')
}

function answerTo(page: string, url: string, login: string) {
  const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? ''
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
  const form: Record<string, string> = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt }
  return { url: new URL(action, url).href, form }
}

/** A form that posts itself, with the answer in it (OAuth 2.0 Form Post Response Mode). */
function postedBy(page: string) {
  const url = /<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? ''
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
  return { url, form: Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value])) }
}
