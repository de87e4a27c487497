import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { SandboxPerson } from './people.ts'

const style = `:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:#eef3f1;color:#1d2a26;font:15px/1.5 system-ui,sans-serif}
header{background:#15463a;color:#fff;padding:14px 24px;font-weight:650;font-size:17px;display:flex;gap:10px;align-items:center}
header span{font-weight:400;font-size:13px;background:#ffffff26;padding:2px 8px;border-radius:10px}
main{max-width:460px;margin:40px auto;padding:28px 32px;background:#fff;border:1px solid #d5dfdb;border-radius:12px}
h1{font-size:20px;margin:0 0 6px}p{margin:0 0 14px;color:#4a5a54}
label{display:block;margin:12px 0 4px;font-weight:600}
input[type=text],input[type=password]{width:100%;font:inherit;padding:9px 11px;border:1px solid #93a39c;border-radius:8px}
fieldset{border:0;margin:0 0 14px;padding:0}legend{font-weight:600;padding:0;margin-bottom:6px}
.account{display:flex;gap:10px;align-items:center;margin:0;padding:9px 0;border-top:1px solid #e4ebe8;font-weight:400}
.account small{color:#4a5a54;margin-left:auto}
.alert{background:#fde7e5;color:#8c1d18;padding:9px 12px;border-radius:8px}
.actions{display:flex;gap:10px;margin-top:20px}
button{font:inherit;font-weight:600;padding:9px 18px;border-radius:8px;border:1px solid #15463a;background:#fff;color:#15463a;cursor:pointer}
button.main{background:#15463a;color:#fff}
:focus-visible{outline:2px solid #15463a;outline-offset:2px}`

const styleHash = createHash('sha256').update(style).digest('base64')

/** `form-action` is left out: Chromium holds it against the redirect that answers the form. */
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

export function sendPage(response: ServerResponse, status: number, title: string, content: string): void {
  response.writeHead(status, headers)
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} · Mikomo</title><style>${style}</style></head>
<body><header>Mikomo <span>Sandbox: no real money</span></header><main><h1>${escape(title)}</h1>${content}</main></body></html>
`)
}

export function problemPage(text: string): string {
  return `<p role="alert" class="alert">${escape(text)}</p><p>Close this tab and go back to the app.</p>`
}

export function signInPage(visitId: string, clientName: string, failed: boolean): string {
  return `<p>${escape(clientName)} asks for access to your accounts. Sign in to go on.</p>
${failed ? '<p role="alert" class="alert">The user name or the password is wrong.</p>' : ''}
<form method="post" action="/auth/sign-in">${hidden(visitId)}
<label for="user">User name</label><input type="text" id="user" name="user" autocomplete="off" autofocus required>
<label for="password">Password</label><input type="password" id="password" name="password" autocomplete="off" required>
<p></p><p>For example mikomo_7, with the user name as the password.</p>
<div class="actions"><button class="main" name="do" value="sign-in">Sign in</button><button name="do" value="cancel" formnovalidate>Cancel</button></div></form>`
}

export function accountsPage(
  visitId: string,
  clientName: string,
  person: SandboxPerson,
  nothingChosen: boolean,
): string {
  const accounts = person.accounts
    .map(
      ({ accountId, nickname, display }) =>
        `<label class="account"><input type="checkbox" name="account" value="${escape(accountId)}" checked> ${escape(nickname)} <small>${escape(display)}</small></label>`,
    )
    .join('\n')
  return `<p>Select from your list of available accounts to share with ${escape(clientName)}.</p>
${nothingChosen ? '<p role="alert" class="alert">Please select one or more accounts to continue.</p>' : ''}
<form method="post" action="/auth/consent">${hidden(visitId)}
<fieldset><legend>Accounts of ${escape(person.user)}</legend>${accounts}</fieldset>
<p>By continuing you are agreeing to share ${escape(productWords(person.products))} information for the selected accounts above.</p>
<div class="actions"><button class="main" name="do" value="approve">Approve</button><button name="do" value="cancel">Cancel</button></div></form>`
}

function productWords(products: string[]): string {
  const words = products.map((product) => product.replaceAll('_', ' '))
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function hidden(visitId: string): string {
  return `<input type="hidden" name="visit" value="${escape(visitId)}">`
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
