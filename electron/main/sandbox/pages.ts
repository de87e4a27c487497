import { markup, page, type Markup } from './page-frame.ts'
import { users, type SandboxAccount, type SandboxUser } from './users.ts'
import type { Answer } from './wire.ts'

/** An error page that does not redirect, so the app does not learn of the error. */
export function problemPage(status: number, text: string): Answer {
  return page(
    status,
    'Connection issue',
    markup`<p role="alert" class="alert">${text}</p>
<p>You can close this tab and start again from the app.</p>`,
  )
}

interface SignIn {
  visitId: string
  clientName: string
  /** The username entered before. */
  username: string
  isRefused: boolean
}

export function signInPage({ visitId, clientName, username, isRefused }: SignIn): Answer {
  const alert = markup`<p role="alert" class="alert" id="refused">The username or password is wrong.</p>`
  const refused = { html: isRefused ? ' aria-invalid="true" aria-describedby="refused"' : '' }
  const autofocus = { html: ' autofocus' }
  const isUserKnown = username !== ''
  return page(
    200,
    'Sign in to Mikomo',
    markup`<p><strong>${clientName}</strong> would like to read your accounts. You choose which ones on the next page.</p>
${isRefused ? alert : ''}
<form method="post" action="/auth/sign-in">${hidden(visitId)}
<div class="field"><label for="user">Username</label>
<input type="text" id="user" name="user" value="${username}" autocomplete="off" autocapitalize="none" spellcheck="false" required${refused}${isUserKnown ? '' : autofocus}></div>
<div class="field"><label for="password">Password</label>
<input type="password" id="password" name="password" autocomplete="off" required${refused}${isUserKnown ? autofocus : ''}></div>
<div class="actions"><button class="main" name="do" value="sign-in">Sign in</button>
<button class="last" name="do" value="cancel" formnovalidate>Cancel</button></div></form>
<details open><summary>Who can sign in here?</summary>
<p>The password is the same as the username.</p>
<dl>${users.map(({ username, about }) => markup`<dt>${username}</dt><dd>${about}</dd>`)}</dl></details>`,
  )
}

interface AccountChoice {
  visitId: string
  clientName: string
  user: SandboxUser
  /** The accounts checked before; null checks all. */
  chosen: string[] | null
}

export function accountsPage({ visitId, clientName, user, chosen }: AccountChoice): Answer {
  const alert = markup`<p role="alert" class="alert">Select one or more accounts to continue.</p>`
  return page(
    200,
    'Manage your data',
    markup`<p>Select from your list of available accounts to share with <strong>${clientName}</strong>.</p>
${chosen?.length === 0 ? alert : ''}
<form method="post" action="/auth/consent">${hidden(visitId)}
<fieldset><legend>Accounts of ${user.first} ${user.last}</legend>
${user.accounts.map((account) => choice(account, chosen?.includes(account.accountId) ?? true))}</fieldset>
<p>By continuing you are agreeing to share ${inWords(user.products)} information for the selected accounts above.</p>
<div class="actions"><button class="main" name="do" value="approve">Approve</button>
<button name="do" value="previous">Previous</button>
<button class="last" name="do" value="cancel">Cancel</button></div></form>
<details><summary>Terms of use</summary>
<p>By clicking <strong>Approve</strong> you agree to version v1: everything here is invented, and you can revoke
access at any time, in the app or at Mikomo.</p></details>`,
  )
}

function choice({ accountId, nickname, accountType, display }: SandboxAccount, isChosen: boolean): Markup {
  const checked = { html: isChosen ? ' checked' : '' }
  return markup`<label class="account"><input type="checkbox" name="account" value="${accountId}"${checked}> ${nickname} <small>${typeWords[accountType] ?? accountType} ${display}</small></label>
`
}

const typeWords: Record<string, string> = {
  CHECKING: 'Checking',
  SAVINGS: 'Savings',
  BROKERAGEPRODUCT: 'Brokerage',
  CREDITCARD: 'Credit card',
  MORTGAGE: 'Mortgage',
}

const productWords: Record<string, string> = {
  account_info: 'account',
  balances: 'balance',
  transactions: 'transaction',
  investments: 'investment',
  payments: 'payment network',
  customers: 'contact',
  statements: 'statement',
  tax: 'tax form',
}

function inWords(products: string[]): string {
  const words = products.map((product) => productWords[product] ?? product)
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function hidden(visitId: string): Markup {
  return markup`<input type="hidden" name="visit" value="${visitId}">`
}
