import type { Dataset } from '../../shared/models/dataset.ts'
import { Field } from '../parts/field.tsx'
import { OneOf } from '../parts/options.tsx'
import type { Action } from '../parts/use-action.ts'
import { text } from '../text/text.ts'
import { Setting } from './setting.tsx'
import { hasStoredSecret, type TeamDraft, type TeamFault } from './team-draft.ts'
import { TeamFileSetting } from './team-file.tsx'

interface Part {
  draft: TeamDraft
  faults: ReadonlySet<TeamFault>
  onChange: (part: Partial<TeamDraft>) => void
}

/** Where the tables are, and as whom. */
export function TeamPlace({ draft, faults, onChange }: Part) {
  const words = text.team.dialog
  const field = (name: Exclude<TeamFault, 'password'>, hint?: string) => (
    <Field
      label={words[name]}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value })}
      hint={hint}
      isWrong={faults.has(name)}
      takesFocus={name === 'host'}
    />
  )
  return (
    <>
      {field('host', words.hostHint)}
      {field('port')}
      {field('database')}
      {field('schema')}
      {field('user')}
      {field('owner', words.ownerHint)}
    </>
  )
}

/** How the connection is secured. Passwords and keys go to the main process, and never come back. */
export function TeamSignIn({
  dataset,
  draft,
  faults,
  action,
  onChange,
}: Part & { dataset: Dataset; action: Action }) {
  const words = text.team.dialog
  const file = { files: draft.files, action, onChange: (files: TeamDraft['files']) => onChange({ files }) }
  const isStored = hasStoredSecret(draft, dataset)
  const stored = isStored ? words.stored : null
  return (
    <>
      <Setting title={words.tls} hint={words.tlsHints[draft.tls]}>
        <OneOf
          label={words.tls}
          options={['verify-full', 'none'] as const}
          value={draft.tls}
          nameOf={(tls) => words.tlsChoices[tls]}
          onChange={(tls) => onChange({ tls })}
        />
      </Setting>
      {draft.tls === 'verify-full' && (
        <Setting title={words.trust}>
          <OneOf
            label={words.trust}
            options={['system', 'file'] as const}
            value={draft.trust}
            nameOf={(trust) => words.trustChoices[trust]}
            onChange={(trust) => onChange({ trust })}
          />
        </Setting>
      )}
      {draft.tls === 'verify-full' && draft.trust === 'file' && (
        <TeamFileSetting
          kind="authority"
          title={words.trustChoices.file}
          stored={dataset.team?.authorityFile ?? null}
          {...file}
        />
      )}
      <Setting title={words.signIn}>
        <OneOf
          label={words.signIn}
          options={['password', 'certificate'] as const}
          value={draft.signIn}
          nameOf={(signIn) => words.signInChoices[signIn]}
          onChange={(signIn) => onChange({ signIn })}
        />
      </Setting>
      {draft.signIn === 'password' ? (
        <Field
          label={words.password}
          value={draft.password}
          type="password"
          onChange={(password) => onChange({ password })}
          hint={isStored ? words.passwordStored : words.passwordHint}
          isWrong={faults.has('password')}
        />
      ) : (
        <>
          <TeamFileSetting kind="certificate" title={words.certificate} stored={stored} {...file} />
          <TeamFileSetting kind="key" title={words.key} stored={stored} {...file} />
        </>
      )}
    </>
  )
}
