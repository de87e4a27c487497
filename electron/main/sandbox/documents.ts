import { makePdf } from './pdf.ts'
import type { ProductCall } from './product-call.ts'
import type { SandboxAccount } from './users.ts'
import { dataError, json, type Answer } from './wire.ts'

/** A statement is made on the last day of a month. */
interface Statement {
  id: string
  day: string
  description: string
}

const months = 24

function statementsOf({ accountId }: SandboxAccount, nowMs: number): Statement[] {
  const now = new Date(nowMs)
  return Array.from({ length: months }, (_, back) => {
    const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 0))
      .toISOString()
      .slice(0, 10)
    return { id: `${accountId}-${day.slice(0, 7)}`, day, description: `Statement of ${day.slice(0, 7)}` }
  })
}

/** `/statements/{version}/{providerId}/{accountId}`, the newest first. */
export function listStatements({ bank, accounts, accountId, url }: ProductCall): Answer {
  const account = accounts.find((known) => known.accountId === accountId)
  if (!account) return notFound
  const { startTime = '', endTime = '' } = Object.fromEntries(url.searchParams)
  const [fromMs, toMs] = [startTime, endTime].map((time) => (time === '' ? null : Date.parse(time)))
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return dataError(400, 702, 'Invalid start or end date')
  const statements = statementsOf(account, bank.now()).filter(({ day }) => {
    const atMs = Date.parse(day)
    return atMs >= (fromMs ?? -Infinity) && atMs <= (toMs ?? Infinity)
  })
  return json(200, {
    links: {},
    statements: statements.map(({ id, day, description }) => ({
      accountId,
      statementId: id,
      statementDate: day,
      description,
      status: 'AVAILABLE',
      links: [{ href: `${url.pathname}/${id}`, action: 'GET', types: ['application/pdf'] }],
    })),
  })
}

/** `/statements/{version}/{providerId}/{accountId}/{statementId}`: a PDF file. */
export function downloadStatement({ bank, accounts, accountId, url }: ProductCall): Answer {
  const account = accounts.find((known) => known.accountId === accountId)
  const found = account && statementsOf(account, bank.now()).find(({ id }) => id === lastOf(url))
  if (!found) return notFound
  return {
    status: 200,
    headers: { 'content-type': 'application/pdf' },
    body: makePdf([
      `Mikomo, ${found.description}`,
      account.nickname,
      account.display,
      found.day,
      sandboxNote,
    ]),
  }
}

const sandboxNote = 'Mikomo is a sandbox. This is not a document of a bank.'
const notFound = dataError(404, 701, 'Account or document not found')

interface TaxForm {
  id: string
  year: number
  type: string
}

const formTypes: Partial<Record<SandboxAccount['key'], string>> = {
  depositAccount: 'Tax1099Int',
  investmentAccount: 'Tax1099Div',
  loanAccount: 'Tax1098',
}
const taxYears = 3

/** Forms of the last three years. */
function taxFormsOf(account: SandboxAccount, nowMs: number): TaxForm[] {
  const type = formTypes[account.key]
  if (type === undefined) return []
  const thisYear = new Date(nowMs).getUTCFullYear()
  return Array.from({ length: taxYears }, (_, back) => thisYear - 1 - back).map((year) => ({
    id: `${account.accountId}-${type.toLowerCase()}-${year}`,
    year,
    type,
  }))
}

/** `/tax-forms/{version}/{providerId}`; of the current year there are none yet. */
export function listTaxForms({ bank, accounts, url }: ProductCall): Answer {
  const accountId = url.searchParams.get('accountId')
  const chosen = accounts.filter((known) => accountId === null || known.accountId === accountId)
  if (chosen.length === 0) return notFound
  const year = url.searchParams.get('taxYear')
  if (year !== null && Number(year) >= new Date(bank.now()).getUTCFullYear()) {
    return dataError(409, 409, 'Tax forms are not currently available for this account or this year')
  }
  const forms = chosen
    .flatMap((account) => taxFormsOf(account, bank.now()))
    .filter((form) => year === null || form.year === Number(year))
  return json(200, { statements: forms.map((form) => ({ ...describe(form), taxDataType: 'JSON' })) })
}

/** `/tax-forms/{version}/{providerId}/{taxFormId}`: as JSON, or as a PDF file in BASE64. */
export function downloadTaxForm({ bank, accounts, url }: ProductCall): Answer {
  const form = accounts
    .flatMap((account) => taxFormsOf(account, bank.now()))
    .find(({ id }) => id === lastOf(url))
  if (!form) return dataError(404, 404, 'Tax Form for provided Tax Form ID was not found')
  if (url.searchParams.get('taxDataType') !== 'BASE64_PDF') {
    return json(200, { ...describe(form), taxDataType: 'JSON' })
  }
  const pdf = makePdf([`Mikomo, ${form.type} for ${form.year}`, sandboxNote])
  const { forms: _, ...statement } = describe(form)
  return json(200, {
    ...statement,
    taxDataType: 'BASE64_PDF',
    pdf: Buffer.from(pdf, 'latin1').toString('base64'),
  })
}

function describe({ id, year, type }: TaxForm) {
  const key = `${type.charAt(0).toLowerCase()}${type.slice(1)}`
  const form = { taxYear: year, taxFormId: id, taxFormDate: `${year + 1}-01-31`, taxFormType: type }
  return { taxYear: year, taxStatementId: id, forms: [{ [key]: form }], attributes: [] }
}

function lastOf(url: URL): string {
  return decodeURIComponent(url.pathname.split('/').at(-1) ?? '')
}
