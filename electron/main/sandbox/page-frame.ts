import { createHash } from 'node:crypto'
import type { Answer } from './wire.ts'

const style = `
:root{color-scheme:light dark;--page:#f3f5f4;--card:#fff;--ink:#17231f;--soft:#55645e;--line:#dfe6e3;--field:#82928b;
--brand:#0f5c4a;--brand-deep:#0a4437;--on-brand:#fff;--tint:#e8f2ee;--alert:#fdecea;--alert-ink:#8c1d18}
@media (prefers-color-scheme:dark){:root{--page:#101715;--card:#18211e;--ink:#e9f0ed;--soft:#a3b3ac;--line:#2b3733;
--field:#72827b;--brand:#6fcfb2;--brand-deep:#8bdcc3;--on-brand:#0b211b;--tint:#1e2f29;--alert:#3d1d1b;--alert-ink:#ffb4ab}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;padding:40px 16px 32px;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{width:100%;max-width:452px;margin:0 auto}
header{display:flex;align-items:center;gap:10px;margin-bottom:16px;font-size:18px;font-weight:650;letter-spacing:-.01em}
header svg{color:var(--brand)}
header small{margin-left:auto;padding:3px 10px;border-radius:20px;background:var(--tint);color:var(--brand);
font-size:12px;font-weight:600;letter-spacing:0}
main{padding:28px 28px 26px;background:var(--card);border:1px solid var(--line);border-radius:14px;
box-shadow:0 1px 2px #0000000a,0 10px 28px -14px #0000002e}
h1{margin:0 0 6px;font-size:22px;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
p{margin:0 0 16px;color:var(--soft)}
strong{color:var(--ink);font-weight:600}
.field{margin:0 0 14px}
.field label{display:block;margin-bottom:5px;font-weight:600}
.field input{width:100%;padding:10px 12px;border:1px solid var(--field);border-radius:9px;background:var(--card);
color:inherit;font:inherit}
.field input[aria-invalid]{border-color:var(--alert-ink)}
fieldset{margin:0 0 16px;padding:0;border:0;min-width:0}
legend{padding:0;margin-bottom:8px;font-weight:600}
.account{display:grid;grid-template-columns:auto 1fr auto;align-items:center;gap:12px;padding:11px 14px;
border:1px solid var(--line);border-bottom-width:0;cursor:pointer;font-weight:550}
.account:first-of-type{border-radius:10px 10px 0 0}
.account:last-of-type{border-bottom-width:1px;border-radius:0 0 10px 10px}
.account:first-of-type:last-of-type{border-radius:10px}
.account:hover{background:var(--tint)}
.account input{width:17px;height:17px;margin:0;accent-color:var(--brand)}
.account small{color:var(--soft);font-size:13px;font-weight:400;font-variant-numeric:tabular-nums}
.alert{margin:10px 0 16px;padding:10px 14px;border-radius:9px;background:var(--alert);color:var(--alert-ink);
font-weight:550}
.actions{display:flex;flex-wrap:wrap;gap:10px;margin-top:22px}
button{padding:10px 18px;border:1px solid var(--line);border-radius:9px;background:transparent;color:var(--ink);
font:inherit;font-weight:600;cursor:pointer}
button:hover{background:var(--tint)}
button.main{border-color:var(--brand);background:var(--brand);color:var(--on-brand)}
button.main:hover{background:var(--brand-deep)}
button.last{margin-left:auto}
details{margin-top:18px;padding-top:14px;border-top:1px solid var(--line);color:var(--soft);font-size:14px}
summary{cursor:pointer;color:var(--ink);font-weight:600}
dl{display:grid;grid-template-columns:auto 1fr;gap:5px 16px;margin:10px 0 0}
dt{color:var(--ink);font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px;line-height:21px}
dd{margin:0}
details p{margin:8px 0 0}
main>:last-child{margin-bottom:0}
footer{margin-top:16px;text-wrap:balance;color:var(--soft);font-size:13px;text-align:center}
:focus-visible{outline:2px solid var(--brand);outline-offset:2px}
`

const styleHash = createHash('sha256').update(style).digest('base64')

const headers = {
  'content-type': 'text/html; charset=utf-8',
  // No form-action: Chromium applies it to the redirect after the form, which goes to the app.
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  // No referrer for the app's page, but an Origin header for this page's own forms.
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
}

const mark = `<svg width="28" height="28" viewBox="0 0 28 28" fill="none" aria-hidden="true"><rect width="28" height="28" rx="8" fill="currentColor"/><path d="M7 19V10.5l7 5.5 7-5.5V19" stroke="var(--card)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/></svg>`

/** HTML markup. `markup` escapes all text in it. */
export interface Markup {
  readonly html: string
}

/** @param values texts are escaped; markup and lists of it are inserted unchanged */
export function markup(
  parts: TemplateStringsArray,
  ...values: (string | Markup | readonly Markup[])[]
): Markup {
  return { html: parts.map((part, index) => part + htmlOf(values[index] ?? '')).join('') }
}

function htmlOf(value: string | Markup | readonly Markup[]): string {
  if (typeof value === 'string') return escape(value)
  return 'html' in value ? value.html : value.map(({ html }) => html).join('')
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}

/** One page of the institution: its frame, and the content below the heading. */
export function page(status: number, title: string, content: Markup): Answer {
  const body = markup`<header>${{ html: mark }}Mikomo<small>Sandbox</small></header>
<main><h1>${title}</h1>
${content}</main>
<footer>An invented institution on your own computer. No real money, no real people.</footer>`
  const head = markup`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Mikomo</title>`
  return {
    status,
    headers,
    body: `<!doctype html>
<html lang="en"><head>${head.html}<style>${style}</style></head>
<body>${body.html}</body></html>
`,
  }
}
