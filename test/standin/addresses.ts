/**
 * Plain Chromium has no schemes of an app's own: `app://bundle/x` is loaded as `http://bundle.app.localhost/x`, whose requests are
 * all answered by the app's handler, and told to the app under its own name. A name under `localhost` is a secure context, as the
 * scheme is in Electron.
 */
export function toCarrier(url: string, schemes: Iterable<string>): string {
  for (const scheme of schemes) {
    const match = new RegExp(`^${scheme}://([^/?#]+)(.*)$`, 's').exec(url)
    if (match) return `http://${match[1]}.${scheme}.localhost${match[2] || '/'}`
  }
  return url
}

export function fromCarrier(url: string): string {
  return url.replace(/^http:\/\/([^/.]+)\.([^/.]+)\.localhost(?=[/?#]|$)/, '$2://$1')
}

/** `app://bundle` of `app://bundle/x`; `null`, the text, where an address has no origin. */
export function originOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url)?.[0] ?? 'null'
}
