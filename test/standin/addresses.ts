/**
 * Plain Chromium has no schemes of an app's own: `app://bundle/x` is loaded as `http://bundle.app.localhost/x`, whose requests are
 * all answered by the app's handler, and told to the app under its own name.
 */
const carrier = /^http:\/\/([^/.]+)\.([^/.]+)\.localhost(\/|$)/

export function toCarrier(url: string, schemes: Iterable<string>): string {
  for (const scheme of schemes) {
    const match = new RegExp(`^${scheme}://([^/]+)(.*)$`).exec(url)
    if (match) return `http://${match[1]}.${scheme}.localhost${match[2] || '/'}`
  }
  return url
}

export function fromCarrier(url: string): string {
  return url.replace(carrier, '$2://$1$3')
}
