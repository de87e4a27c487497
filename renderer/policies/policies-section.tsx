import { useCallback, useEffect, useState } from 'react'
import type { PolicyTarget, SetPolicy } from '../../shared/models/refresh-policy.ts'
import { Button } from '../parts/button.tsx'
import { Name } from '../parts/name.tsx'
import { Problem } from '../parts/problem.tsx'
import { useAction } from '../parts/use-action.ts'
import { call } from '../state/api.ts'
import { text } from '../text/text.ts'

/** The refresh policies of labels and institutions, each with a button to remove it. */
export function PoliciesSection() {
  const [policies, setPolicies] = useState<(SetPolicy & { name: string })[]>([])
  const action = useAction()
  const { run } = action
  const load = useCallback(async () => {
    const [set, institutions] = await Promise.all([
      call('policies.list', { connectionIds: [] }),
      call('institutions.list', {}),
    ])
    const names = new Map(institutions.map(({ id, name }) => [id, name]))
    const nameOf = (target: PolicyTarget) =>
      target.kind === 'label' ? text.policies.ofLabel(target.label) : (names.get(target.id) ?? '')
    setPolicies(set.map((one) => ({ ...one, name: nameOf(one.target) })))
  }, [])
  useEffect(() => run(load), [run, load])
  const remove = (target: PolicyTarget) =>
    run(async () => {
      await call('policies.change', { targets: [target], policy: null })
      await load()
    })
  return (
    <section>
      <h2>{text.policies.title}</h2>
      <p className="hint">{text.policies.settingsHint}</p>
      {policies.length > 0 && (
        <ul className="policies">
          {policies.map(({ target, policy, name }) => (
            <li key={JSON.stringify(target)}>
              <span>
                <Name text={name} />
              </span>
              <span className="sub">{text.policies.inWords(policy)}</span>
              <Button look="quiet" label={text.policies.removeOf(name)} onPress={() => remove(target)}>
                {text.policies.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {action.failure && <Problem failure={action.failure} />}
    </section>
  )
}
