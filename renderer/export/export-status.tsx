import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'
import type { ExportControl, Saved } from './use-export.ts'

/** How far an export is, with Cancel; then what became of it, and a button to show the file in its folder. */
export function ExportStatus({ control }: { control: ExportControl }) {
  const { isRunning, saved, failure } = control
  const { rows, accountsLeft } = control.progress
  return (
    <>
      {isRunning && rows + accountsLeft > 0 && (
        <span className="sub">
          {text.transactions.exporting(rows)}{' '}
          {accountsLeft > 0 && `${text.exportDialog.accountsLeft(accountsLeft)} `}
          <Button look="link" onPress={control.cancel}>
            {text.transactions.cancelExport}
          </Button>
        </span>
      )}
      {saved?.saved && (
        <span className="sub" role="status">
          {saved.isPartial ? text.transactions.savedPartly : text.transactions.saved}{' '}
          <Button look="link" onPress={control.showFile}>
            {text.transactions.show}
          </Button>
        </span>
      )}
      {saved?.saved && saved.missing && (
        <NamedAccounts look="problem soon" what={text.exportDialog.missing} of={saved.missing} />
      )}
      {saved?.saved && saved.none && (
        <NamedAccounts look="sub" what={text.exportDialog.none} of={saved.none} />
      )}
      {failure && <Problem failure={failure} />}
      {failure && rows > 0 && <p className="sub">{text.transactions.exportRemoved(rows)}</p>}
    </>
  )
}

/** Accounts of which the file has nothing, and why. */
function NamedAccounts({
  look,
  what,
  of: { count, accounts },
}: {
  look: string
  what: (count: number) => string
  of: NonNullable<Saved['missing']>
}) {
  return (
    <section className={look}>
      <p>{what(count)}</p>
      <ul>
        {accounts.map(({ name, institutionName, failure }, index) => (
          <li key={index}>
            <Name text={`${name}, ${institutionName}`} />: {messageOf(failure).short}
          </li>
        ))}
        {count > accounts.length && <li>{text.exportDialog.moreMissing(count - accounts.length)}</li>}
      </ul>
    </section>
  )
}
