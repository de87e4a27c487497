import type { TeamTest } from '../../shared/models/team.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import type { Action } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'
import { Setting } from './setting.tsx'
import type { TeamDraft } from './team-draft.ts'

/** The statements that the database's administrator runs: all of them, or those that bring earlier tables up to date. */
export function TeamDdl({
  draft,
  found,
  action,
}: {
  draft: TeamDraft
  /** What a test has found; null before it. */
  found: TeamTest | null
  action: Action
}) {
  const words = text.team.dialog
  const old = found?.problems.find(({ code }) => code === 'team_tables_old')
  const from = old?.detail.version ?? 0
  const give = (how: 'copy' | 'save') =>
    call('team.ddl', {
      schema: draft.schema.trim() || 'mooring',
      user: draft.user.trim() || 'ana',
      from,
      how,
    })
  return (
    <Setting title={words.ddl} hint={words.ddlHint}>
      <div className="setting-line">
        <CopyButton look="plain" onCopy={() => give('copy')}>
          {old === undefined ? words.copyDdl : words.copyMigration}
        </CopyButton>
        <Button onPress={() => action.run(() => give('save'))}>{words.saveDdl}</Button>
      </div>
    </Setting>
  )
}
