import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Hours } from '../../shared/models/hours.ts'
import type { PolicyTarget, RefreshPolicy, SetPolicy } from '../../shared/models/refresh-policy.ts'
import { folded } from '../../shared/plain-text.ts'
import { areUsable } from '../parts/hours-fields.tsx'

/** What the form holds, usable or not. */
export interface PolicyDraft {
  kind: RefreshPolicy['kind'] | 'none'
  everyHours: string
  at: string
  hasHours: boolean
  hours: Hours
}

export function draftOf(policy: RefreshPolicy | null): PolicyDraft {
  const hours = policy && 'hours' in policy ? policy.hours : null
  return {
    kind: policy?.kind ?? 'none',
    everyHours: policy?.kind === 'interval' ? String(policy.everyHours) : '6',
    at: policy?.kind === 'daily' ? policy.at : '07:00',
    hasHours: hours !== null,
    hours: hours ?? { from: '08:00', to: '18:00' },
  }
}

/** Null to remove the policy; undefined while an entry is wrong. */
export function policyOf({
  kind,
  everyHours,
  at,
  hasHours,
  hours,
}: PolicyDraft): RefreshPolicy | null | undefined {
  if (kind === 'none') return null
  if (kind === 'never') return { kind }
  if (kind === 'daily') return at === '' ? undefined : { kind, at }
  if (hasHours && !areUsable(hours)) return undefined
  const chosen = hasHours ? hours : null
  if (kind === 'planned') return { kind, hours: chosen }
  return areHours(everyHours) ? { kind, everyHours: Number(everyHours), hours: chosen } : undefined
}

export function areHours(typed: string): boolean {
  return /^\d{1,3}$/.test(typed.trim()) && Number(typed) >= 1 && Number(typed) <= 168
}

/** What a policy can be set for, and how many connections that is. */
export interface TargetChoice {
  key: string
  kind: PolicyTarget['kind']
  targets: PolicyTarget[]
  /** The name of the label or the institution. */
  name: string
  count: number
}

/** The chosen connections, each of their labels and each of their institutions. */
export function targetChoices(
  connections: readonly ConnectionSummary[],
  everyone: readonly ConnectionSummary[],
): TargetChoice[] {
  const labels = new Map(
    connections.flatMap(({ labels: own }) => own.map((label) => [folded(label), label] as const)),
  )
  const institutions = new Map(connections.map((one) => [one.institutionId, one.institutionName]))
  return [
    {
      key: 'connections',
      kind: 'connection',
      targets: connections.map(({ id }) => ({ kind: 'connection', id })),
      name: '',
      count: connections.length,
    },
    ...[...labels].map(([key, label]): TargetChoice => ({
      key: `label ${key}`,
      kind: 'label',
      targets: [{ kind: 'label', label }],
      name: label,
      count: everyone.filter((one) => one.labels.some((own) => folded(own) === key)).length,
    })),
    ...[...institutions].map(([id, name]): TargetChoice => ({
      key: `institution ${id}`,
      kind: 'institution',
      targets: [{ kind: 'institution', id }],
      name,
      count: everyone.filter(({ institutionId }) => institutionId === id).length,
    })),
  ]
}

/** The policy that all of these have; null for none, or several. */
export function commonPolicy(
  targets: readonly PolicyTarget[],
  set: readonly SetPolicy[],
): RefreshPolicy | null {
  const policies = new Map(set.map(({ target, policy }) => [keyOf(target), policy]))
  const [first, ...others] = new Set(targets.map((target) => JSON.stringify(policies.get(keyOf(target)))))
  return first === undefined || others.length > 0 ? null : (JSON.parse(first) as RefreshPolicy)
}

function keyOf(target: PolicyTarget): string {
  return `${target.kind} ${target.kind === 'label' ? folded(target.label) : target.id}`
}
