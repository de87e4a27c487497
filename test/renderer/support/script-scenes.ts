import type { ScriptClient, ScriptConsent } from '../../../shared/models/script.ts'
import type { Scene } from './fake-mooring.ts'
import { noScripts } from './fake-scripts.ts'
import { dayMs, everyStatusScene, hourMs, mikomoScene, minuteMs } from './scenes.ts'

let nextId = 1

export function consentOf(change: Partial<ScriptConsent> = {}): ScriptConsent {
  return {
    id: nextId++,
    connectionId: 'c1',
    connectionName: 'Mikomo Financial, mikomo_7',
    level: 'data',
    givenAtMs: Date.now() - 4 * dayMs,
    untilMs: Date.now() + 29 * dayMs,
    tokenUntilMs: null,
    endedAtMs: null,
    endedBy: null,
    ...change,
  }
}

export function clientOf(change: Partial<ScriptClient> = {}): ScriptClient {
  return {
    id: 's1',
    name: 'month-end.ipynb',
    folder: '~/reports/close',
    isNameTaken: false,
    firstSeenMs: Date.now() - 4 * dayMs,
    lastUsedMs: Date.now() - 4 * minuteMs,
    uses: 12,
    endedAtMs: null,
    consents: [consentOf()],
    ...change,
  }
}

/** Three programs with access, one that was ended and whose token still works, and one that asks. */
export function scriptsScene(): Scene {
  const scene = everyStatusScene()
  const now = Date.now()
  const idOf = (name: string) => scene.connections.find((one) => one.institutionName === name)?.id ?? 'c1'
  const of = (name: string, login: string) => ({
    connectionId: idOf(name),
    connectionName: `${name}, ${login}`,
  })
  const mikomo = of('Mikomo Financial', 'mikomo_7')
  const northbridge = of('Northbridge Bank', 'ops@treasury.example')
  const harbor = of('Harbor Savings', 'payroll')
  const lumen = of('Lumen Credit Union', 'joint')
  const lines = [
    ['script_used', 'Mikomo Financial', 'mikomo_7', 'month-end.ipynb', 'data', 412, 4 * minuteMs],
    ['script_used', 'Northbridge Bank', 'ops@treasury.example', 'nightly-cash', 'data', 96, 7 * hourMs],
    ['script_ended', 'Mikomo Financial', 'mikomo_7', 'read-feed.sh', 'token', null, 9 * hourMs],
    ['script_allowed', 'Harbor Savings', 'payroll', 'Desktop assistant', 'list', null, dayMs],
  ] as const
  return {
    ...scene,
    preferences: { ...scene.preferences, areScriptsOn: true },
    activity: [
      ...lines.map(([kind, institutionName, login, name, level, rows, agoMs], index) => ({
        ...activityLine,
        id: 900 - index,
        connectionId: idOf(institutionName),
        institutionName,
        login,
        kind,
        atMs: now - agoMs,
        script: { name, level, rows },
      })),
      ...scene.activity,
    ],
    scripts: {
      ...noScripts,
      questions: [
        {
          id: 'q1',
          clientName: 'budget.R',
          folder: '~/budget',
          level: 'data',
          connectionNames: ['Mikomo Financial, mikomo_7'],
          connectionCount: 1,
          askedAtMs: now - 2 * minuteMs,
        },
      ],
      clients: [
        clientOf({ consents: [consentOf(mikomo), consentOf(northbridge)] }),
        clientOf({
          id: 's2',
          name: 'nightly-cash',
          folder: '~/bin',
          lastUsedMs: now - 7 * hourMs,
          uses: 31,
          consents: [mikomo, northbridge, harbor, lumen].map((one) =>
            consentOf({ ...one, untilMs: now + 5 * dayMs }),
          ),
        }),
        clientOf({
          id: 's3',
          name: 'Desktop assistant',
          folder: '',
          lastUsedMs: null,
          uses: 0,
          isNameTaken: true,
          consents: [consentOf({ ...harbor, level: 'list', untilMs: now + 5 * hourMs })],
        }),
        clientOf({
          id: 's4',
          name: 'read-feed.sh',
          folder: '~/feeds',
          lastUsedMs: now - 10 * hourMs,
          uses: 3,
          endedAtMs: now - 9 * hourMs,
          consents: [
            consentOf({
              ...mikomo,
              level: 'token',
              endedAtMs: now - 9 * hourMs,
              endedBy: 'user',
              tokenUntilMs: now + 14 * minuteMs,
            }),
          ],
        }),
      ],
    },
  }
}

/** Switched on, and nothing has asked yet. */
export function noScriptsScene(): Scene {
  const scene = mikomoScene()
  return { ...scene, preferences: { ...scene.preferences, areScriptsOn: true } }
}

/** Names that try to be something else, a program of another with the same name, and twelve more. */
export function oddScriptsScene(): Scene {
  const scene = scriptsScene()
  const odd = clientOf({
    id: 'odd',
    name: `\u202Egnihton ees ot <b>x</b>\n${'name '.repeat(90)}`,
    folder: `/${'very-long-folder/'.repeat(28)}`,
    isNameTaken: true,
    consents: Array.from({ length: 40 }, (_one, index) =>
      consentOf({ connectionName: `${'Bank of '.repeat(20)}${index}` }),
    ),
  })
  const more = Array.from({ length: 12 }, (_one, index) =>
    clientOf({ id: `m${index}`, name: `report-${index}.py` }),
  )
  return { ...scene, scripts: { ...scene.scripts, clients: [odd, ...scene.scripts.clients, ...more] } }
}

const activityLine = {
  labels: [],
  problem: null,
  status: null,
  attempts: null,
  durationMs: null,
  accounts: null,
  unreadable: null,
  isPartial: null,
  repeated: null,
  kept: null,
  gone: null,
  interactionId: null,
}
