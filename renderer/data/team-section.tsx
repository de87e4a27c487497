import { useState } from 'react'
import type { Dataset } from '../../shared/models/dataset.ts'
import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { dayTimeText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { LeaveTeam } from './leave-team.tsx'
import { TeamDialog } from './team-dialog.tsx'

/** The dataset's copy in a team's database: where it is, how the last copying went, and what can be done about it. */
export function TeamSection({ dataset, nowMs }: { dataset: Dataset; nowMs: number }) {
  const { id, name, team } = dataset
  const words = text.team
  const action = useAction(dataset)
  const [open, setOpen] = useState<'settings' | 'leave' | null>(null)
  const close = () => setOpen(null)
  return (
    <section className="team-section" aria-label={words.title}>
      <p className="setting-line">
        <strong>{words.title}</strong>
        <span className="sub">{team === null ? words.none : <Name text={placeOf(team)} />}</span>
        {team !== null && (
          <span className="sub">
            {team.copiedAtMs === null ? words.notCopied : words.copiedAt(dayTimeText(team.copiedAtMs, nowMs))}
          </span>
        )}
        <span className="gap" />
        {team !== null && (
          <Button
            look="quiet"
            busy={action.isRunning}
            onPress={() => action.run(() => call('team.copy', { id }))}
          >
            {words.copyNow}
          </Button>
        )}
        <Button
          look="quiet"
          label={team === null ? words.setUpOf(name) : words.settingsOf(name)}
          onPress={() => setOpen('settings')}
        >
          {team === null ? words.setUp : words.settings}
        </Button>
        {team !== null && (
          <Button look="quiet" label={words.leaveOf(name)} onPress={() => setOpen('leave')}>
            {words.leave}
          </Button>
        )}
      </p>
      {team?.problem && <Problem failure={team.problem} isNew={false} tone="soon" />}
      {action.failure && <Problem failure={action.failure} />}
      {open === 'settings' && <TeamDialog dataset={dataset} onClose={close} />}
      {open === 'leave' && <LeaveTeam dataset={dataset} onClose={close} />}
    </section>
  )
}

function placeOf({ target: { user, host, database, schema } }: NonNullable<Dataset['team']>): string {
  return text.team.place(user, host, database, schema)
}
