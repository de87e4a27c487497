import { useEffect, useState } from 'react'
import type { Health } from '../../shared/models/app.ts'
import { call } from '../state/api.ts'
import { useNow } from '../state/use-now.ts'
import { agoText } from '../text/format.ts'
import { Button } from '../parts/button.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction, type Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { findingsOf, type Finding, type Verdict } from './findings.ts'

const shapes: Record<Verdict, { shape: string; tone: string }> = {
  good: { shape: '●', tone: 'working' },
  warning: { shape: '◐', tone: 'soon' },
  bad: { shape: '▲', tone: 'broken' },
}

/** The self-checks, the versions and the diagnostics for support. */
export function HealthView() {
  const [health, setHealth] = useState<Health | null>(null)
  const check = useAction()
  const { run } = check
  const nowMs = useNow(20_000)
  useEffect(() => run(() => call('health.check', {}).then(setHealth)), [run])
  return (
    <main className="page" tabIndex={0}>
      <header className="list-head">
        <h1>{text.health.title}</h1>
        <Button busy={check.isRunning} onPress={() => run(() => call('health.check', {}).then(setHealth))}>
          {text.health.again}
        </Button>
      </header>
      <p className="muted">{text.health.lead}</p>
      <p className="sub" role="status">
        {check.isRunning || !health ? text.health.checking : text.health.at(agoText(health.atMs, nowMs))}
      </p>
      {check.failure && <Problem failure={check.failure} />}
      {health && (
        <ul className="findings">
          {findingsOf(health).map((finding) => (
            <FindingLine key={finding.id} finding={finding} hasBackup={health.database.lastBackup !== null} />
          ))}
        </ul>
      )}
      {health && <Versions versions={health.versions} />}
      <Diagnostics />
    </main>
  )
}

function FindingLine({
  finding: { id, name, verdict, what, fix },
  hasBackup,
}: {
  finding: Finding
  hasBackup: boolean
}) {
  const { shape, tone } = shapes[verdict]
  return (
    <li className="card finding">
      <h2>{name}</h2>
      <span className={`pill ${tone}`}>
        <span aria-hidden="true">{shape}</span> {text.health.verdicts[verdict]}
      </span>
      <p>
        {what} {fix && <strong>{fix}</strong>}
      </p>
      {id === 'browser' && <TryBrowser />}
      {id === 'database' && verdict === 'bad' && hasBackup && <RestoreBackup />}
    </li>
  )
}

function RestoreBackup() {
  const action = useAction()
  return (
    <>
      <Button
        busy={action.isRunning}
        onPress={() => action.run(() => call('app.open', { from: 'backup' }).then(() => undefined))}
      >
        {text.health.database.restore}
      </Button>
      {action.failure && <Problem failure={action.failure} />}
    </>
  )
}

function TryBrowser() {
  const action = useAction()
  const [arrived, setArrived] = useState<boolean | null>(null)
  return (
    <>
      <Button
        busy={action.isRunning}
        onPress={() =>
          action.run(() => call('health.tryBrowser', {}).then((answer) => setArrived(answer.arrived)))
        }
      >
        {text.health.browser.try}
      </Button>
      <p role="status">
        {arrived !== null &&
          !action.isRunning &&
          (arrived ? text.health.browser.arrived : text.health.browser.lost)}
      </p>
      {action.failure && <Problem failure={action.failure} />}
    </>
  )
}

function Versions({ versions }: { versions: Health['versions'] }) {
  return (
    <section>
      <h2>{text.health.versions}</h2>
      <dl className="facts">
        {Object.entries(versions).map(([name, version]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{version}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Diagnostics() {
  const action: Action = useAction()
  const [isSaved, setSaved] = useState(false)
  return (
    <section>
      <h2>{text.health.bundle}</h2>
      <p className="muted">{text.health.bundleLead}</p>
      <div className="line">
        <Button
          busy={action.isRunning}
          onPress={() => action.run(() => call('health.export', {}).then(({ saved }) => setSaved(saved)))}
        >
          {text.health.export}
        </Button>
        <span role="status">{isSaved && !action.isRunning ? text.health.saved : ''}</span>
      </div>
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}
