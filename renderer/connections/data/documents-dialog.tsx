import { localDay } from '../../../shared/calendar.ts'
import { useState } from 'react'
import type { Account } from '../../../shared/models/account.ts'
import type { Connection, Permission } from '../../../shared/models/connection.ts'
import type { AccountDocument, DocumentKind } from '../../../shared/models/document.ts'
import { Button } from '../../parts/button.tsx'
import { DialogFrame } from '../../parts/dialog-frame.tsx'
import { ExportButtons } from '../../export/export-buttons.tsx'
import { Name } from '../../parts/name.tsx'
import { ReadStatus } from '../../parts/read-status.tsx'
import { call } from '../../state/api.ts'
import { useNow } from '../../state/use-now.ts'
import { useRead } from '../../state/use-read.ts'
import { calendarDayText } from '../../text/format.ts'
import { text } from '../../text/text.ts'
import type { OfAccount } from './holding-table.tsx'

const permissionOf: Record<DocumentKind, Permission> = { statement: 'statements', 'tax form': 'taxes' }

/** Institutions keep tax forms for about as long as a tax office may ask for them. */
const years = 8

/** The statements and tax forms of an account, by year. Only what was granted is read. */
export function DocumentsDialog({
  connection,
  account,
  onClose,
}: {
  connection: Connection
  account: Account
  onClose: () => void
}) {
  const thisYear = Number(localDay(useNow(60_000)).slice(0, 4))
  const [year, setYear] = useState(thisYear)
  const owner = [connection.institutionName, connection.signedInAs].filter(Boolean).join(' · ')
  const kinds = (['statement', 'tax form'] as const).filter((kind) =>
    connection.permissions.includes(permissionOf[kind]),
  )
  return (
    <DialogFrame title={text.documents.titleOf(account.name, account.mask, owner)} onClose={onClose}>
      <label>
        {text.documents.year}{' '}
        <select value={year} onChange={({ target: { value } }) => setYear(Number(value))}>
          {Array.from({ length: years }, (_, back) => thisYear - back).map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      {kinds.map((kind) => (
        <section key={kind}>
          <h3>{text.documents.kinds[kind]}</h3>
          <Documents
            key={year}
            kind={kind}
            year={year}
            ofAccount={{ connectionId: connection.id, accountKey: account.key }}
          />
        </section>
      ))}
      <div className="dialog-actions">
        <span className="hint">{text.documents.notOpened}</span>
        <span className="gap" />
        <Button autoFocus onPress={onClose}>
          {text.documents.close}
        </Button>
      </div>
    </DialogFrame>
  )
}

function Documents({ kind, year, ofAccount }: { kind: DocumentKind; year: number; ofAccount: OfAccount }) {
  const read = useRead(() => call('documents.list', { ...ofAccount, kind, year }))
  if (read.value === null) return <ReadStatus read={read} loading={text.documents.loading} />
  const { documents, unreadable, isPartial } = read.value
  return (
    <>
      {documents.length + unreadable === 0 && !isPartial && (
        <p className="muted">{text.documents.none[kind]}</p>
      )}
      <ul className="accounts">
        {documents.map((one, index) => (
          <li key={`${one.id ?? ''}/${index}`}>
            <DocumentLine document={one} ofAccount={ofAccount} />
          </li>
        ))}
      </ul>
      {isPartial && <p className="problem soon">{text.documents.partial}</p>}
      {unreadable > 0 && <p className="problem soon">{text.documents.unreadable(unreadable)}</p>}
    </>
  )
}

function DocumentLine({ document, ofAccount }: { document: AccountDocument; ofAccount: OfAccount }) {
  const { kind, id, day, year, description, unreadable } = document
  const date = day === null ? (year === null ? text.documents.noDate : String(year)) : calendarDayText(day)
  const name = description === null ? date : `${description}, ${date}`
  return (
    <div className="account-line">
      <span className="account-name">
        {description !== null && (
          <>
            <Name text={description} />
            {' · '}
          </>
        )}
        {date}
        {unreadable.length > 0 && (
          <small className="account-type">{text.pane.unreadableValues(unreadable)}</small>
        )}
      </span>
      {id === null ? (
        <span className="sub">{text.documents.noFile}</span>
      ) : (
        <ExportButtons
          formats={pdf}
          label={() => text.documents.saveOf(name)}
          onExport={({ exportId }) =>
            call('documents.save', {
              ...ofAccount,
              kind,
              documentId: id,
              date: day ?? (year === null ? null : String(year)),
              exportId,
            })
          }
        />
      )}
    </div>
  )
}

const pdf = ['pdf'] as const
