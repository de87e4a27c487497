import { useEffect, useState } from 'react'
import type { Failure } from '../../shared/errors.ts'
import type { IssuerReport } from '../../shared/models/registration.ts'
import { isServerUrl } from '../../shared/registration-faults.ts'
import { call, toFailure } from '../state/api.ts'
import { Problem } from '../parts/problem.tsx'
import { text } from '../text/text.ts'

/** So long after the last key. */
const delayMs = 900

type Result = { issuer: string } & ({ report: IssuerReport } | { failure: Failure })

/** Reads the metadata of the issuer shortly after it was typed, and says what the server supports or why it can't be used. */
export function IssuerTest({ issuer }: { issuer: string }) {
  const [result, setResult] = useState<Result | null>(null)
  const wanted = issuer.trim()
  const canTest = isServerUrl(wanted, true)
  useEffect(() => {
    if (!canTest) return
    let isCurrent = true
    const timer = setTimeout(() => {
      call('registrations.testIssuer', { issuer: wanted }).then(
        (report) => isCurrent && setResult({ issuer: wanted, report }),
        (thrown: unknown) => isCurrent && setResult({ issuer: wanted, failure: toFailure(thrown) }),
      )
    }, delayMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [wanted, canTest])

  if (!canTest) return null
  if (result?.issuer !== wanted) {
    return (
      <p className="hint" role="status">
        {text.issuerTest.testing}
      </p>
    )
  }
  // A wrong entry is marked in its field.
  if ('failure' in result) {
    return result.failure.code === 'invalid_input' ? null : <Problem failure={result.failure} tone="soon" />
  }
  return <Report report={result.report} />
}

function Report({ report: { supports, scopes } }: { report: IssuerReport }) {
  const names = Object.keys(text.issuerTest.supports) as (keyof typeof supports)[]
  const list = (has: boolean) => names.filter((name) => supports[name] === has)
  const [has, lacks] = [list(true), list(false)]
  const write = (some: typeof names) => some.map((name) => text.issuerTest.supports[name]).join(', ')
  return (
    <div className="issuer-report" role="status">
      <p>
        <strong>{text.issuerTest.found}</strong>
      </p>
      {has.length > 0 && <p>{text.issuerTest.has(write(has))}</p>}
      {lacks.length > 0 && <p className="muted">{text.issuerTest.lacks(write(lacks))}</p>}
      {scopes.length > 0 && <p className="muted">{text.issuerTest.scopes(scopes.join(' '))}</p>}
      {!supports.refresh && <p className="muted">{text.issuerTest.noRefresh}</p>}
      {!supports.revocation && <p className="muted">{text.issuerTest.noRevocation}</p>}
    </div>
  )
}
