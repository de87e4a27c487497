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
      {saved?.saved && saved.missing && <MissingAccounts missing={saved.missing} />}
      {failure && <Problem failure={failure} />}
      {failure && rows > 0 && <p className="sub">{text.transactions.exportRemoved(rows)}</p>}
    </>
  )
}

/** The accounts that the file lacks, and why. */
function MissingAccounts({ missing: { count, accounts } }: { missing: NonNullable<Saved['missing']> }) {
  return (
    <section className="problem soon">
      <p>{text.exportDialog.missing(count)}</p>
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
