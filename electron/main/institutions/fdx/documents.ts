import { documentParts, type AccountDocument } from '../../../../shared/models/document.ts'
import type { DocumentsRead, ReadContext } from '../model/profile.ts'
import { entriesOf, idOf, isSent, isUnreadableText, textOf } from '../values/fdx-values.ts'
import { isUnreadableMoment, momentOf } from '../values/moment.ts'
import { readList } from './read-list.ts'
import type { FdxServer } from './server.ts'

type Fields = Record<string, unknown>

/**
 * Reads the list of an account's statements. The addresses of files in it are not used: a file is requested by its id.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for an answer without a list
 */
export function readFdxStatements(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<DocumentsRead> {
  return readDocuments(server, context, address, (entry) =>
    entriesOf(entry, ['statementId', 'statementDate', 'description'], 'Statement').map(({ fields }) =>
      toStatement(fields),
    ),
  )
}

/** Reads a list of tax statements, each with one or more forms. @throws AppError as readFdxStatements */
export function readFdxTaxForms(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<DocumentsRead> {
  return readDocuments(server, context, address, (entry) =>
    entriesOf(entry, ['taxStatementId', 'taxYear', 'taxDataType'], 'Statement').map(({ fields }) =>
      toTaxForm(fields),
    ),
  )
}

async function readDocuments(
  server: FdxServer,
  context: ReadContext,
  address: string,
  documentsOf: (entry: unknown) => AccountDocument[],
): Promise<DocumentsRead> {
  const read: Pick<DocumentsRead, 'documents' | 'unreadable'> = { documents: [], unreadable: 0 }
  const ids = new Set<string>()
  const list = await readList(server, context, {
    address,
    listIn: ({ statements }) => statements,
    onPage: (entries) => {
      const found = entries.map(documentsOf)
      read.unreadable += found.filter(({ length }) => length === 0).length
      const all = found.flat()
      const others = all.filter(({ id }) => id === null || !ids.has(id))
      for (const { id } of others) if (id !== null) ids.add(id)
      read.documents.push(...others)
      return all.length - others.length
    },
  })
  return { ...read, ...list }
}

function toStatement(fields: Fields): AccountDocument {
  const day = momentOf(fields['statementDate'])?.day ?? null
  const isUnreadable: Record<AccountDocument['unreadable'][number], boolean> = {
    id: isSent(fields['statementId']) && documentIdOf(fields['statementId']) === null,
    date: isUnreadableMoment(fields['statementDate']),
    year: false,
    description: isUnreadableText(fields['description']),
  }
  return {
    kind: 'statement',
    id: documentIdOf(fields['statementId']),
    day,
    year: day === null ? null : Number(day.slice(0, 4)),
    description: textOf(fields['description']),
    unreadable: documentParts.filter((part) => isUnreadable[part]),
  }
}

/** The id of the whole document; that of its form where there is none. */
function toTaxForm(fields: Fields): AccountDocument {
  const forms = formsIn(fields['forms'])
  const sentId = isSent(fields['taxStatementId']) ? fields['taxStatementId'] : forms[0]?.['taxFormId']
  const date = forms.map((form) => form['taxFormDate']).find(isSent)
  const types = forms.map((form) => textOf(form['taxFormType'])).filter((type) => type !== null)
  const year = idOf(fields['taxYear'])
  const isYear = year !== null && /^\d{4}$/.test(year)
  const isUnreadable: Record<AccountDocument['unreadable'][number], boolean> = {
    id: isSent(sentId) && documentIdOf(sentId) === null,
    date: isUnreadableMoment(date),
    year: isSent(fields['taxYear']) && !isYear,
    description: isSent(fields['forms']) && forms.length === 0,
  }
  return {
    kind: 'tax form',
    id: documentIdOf(sentId),
    day: momentOf(date)?.day ?? null,
    year: isYear ? Number(year) : null,
    description: types.length === 0 ? null : [...new Set(types)].join(', '),
    unreadable: documentParts.filter((part) => isUnreadable[part]),
  }
}

/** `[{"tax1099Div": {…}}]`: the key names the form. */
function formsIn(forms: unknown): Fields[] {
  if (!Array.isArray(forms)) return []
  return forms
    .flatMap((form: unknown) => entriesOf(form, ['taxFormId', 'taxFormType'], ''))
    .map(({ fields }) => fields)
}

/** Longer ids do not fit into an address. */
const mostCharacters = 2000

function documentIdOf(value: unknown): string | null {
  const id = idOf(value)
  return id === null || id.length > mostCharacters ? null : id
}
