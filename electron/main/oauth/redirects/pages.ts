import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

interface Page {
  title: string
  text: string
}

/** Every page that the callback listener can show. None contains text from a request. */
export const pages = {
  linked: {
    title: 'Linked',
    text: 'You can close this tab and go back to Mooring. It shows what was shared.',
  },
  stopped: {
    title: 'Not linked',
    text: 'You can close this tab and go back to Mooring. It shows the reason and what to do next.',
  },
  over: {
    title: 'Already received',
    text: 'You can close this tab and go back to Mooring. It has already received the response.',
  },
  refused: {
    title: 'Nothing here',
    text: 'This address only receives the response of an institution that you’re linking.',
  },
} as const satisfies Record<string, Page>

const style = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;padding:24px;text-align:center;
font:15px/1.5 system-ui,sans-serif;background:#f6f7f8;color:#17202a}
svg{width:48px;height:48px;fill:none;stroke:#0b6b75;stroke-width:1.6;stroke-linecap:round}
h1{margin:16px 0 4px;font-size:22px;font-weight:650}p{margin:0;color:#5b6773}
@media (prefers-color-scheme:dark){body{background:#14181c;color:#e8edf1}p{color:#a5b0ba}svg{stroke:#5cc4ce}}`

const styleHash = createHash('sha256').update(style).digest('base64')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  connection: 'close',
}

/** Sends a static page and closes the connection. */
export function answerPage(response: ServerResponse, status: number, page: Page): void {
  response.writeHead(status, status === 405 ? { ...headers, allow: 'GET' } : headers)
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${page.title} · Mooring</title><style>${style}</style></head>
<body><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="5" r="2.2"/><path d="M12 7.2V20M8 10.5h8M5 14c0 4 3 6 7 6s7-2 7-6"/></svg>
<main><h1>${page.title}</h1><p>${page.text}</p></main></body></html>
`)
}
