import type { Handlers, Output } from '../../../shared/contract.ts'
import type {
  AccountQuestion,
  ConnectionData,
  Coverage,
  Dataset,
  RunResult,
  TotalOverTime,
} from '../../../shared/models/dataset.ts'
import type { TeamTest } from '../../../shared/models/team.ts'
import { Refused, type FakeMooring } from './fake-mooring.ts'

/** What is true of datasets behind the window. */
export interface FakeData {
  datasets: Dataset[]
  /** Of every dataset. */
  coverage: Coverage[]
  /** Of every dataset; none if absent. */
  questions?: AccountQuestion[]
  /** Of every dataset, the newest first. */
  runs: RunResult[]
  /** Of every connection. */
  ofConnection: ConnectionData
  totals: TotalOverTime[]
  /** What a test of a team's database finds; all in order if absent. */
  teamTest?: TeamTest
  /** The file that the user chooses; null if they choose none. */
  place: Output<'datasets.choosePlace'>['place']
}

export const noData: ConnectionData = { coverage: [], balances: [] }

type DatasetMethod = Extract<keyof Handlers, `datasets.${string}` | `team.${string}`>

/** The plain course of things: a run begins at once, and ends when the test says so. */
export function datasetHandlers(fake: FakeMooring, now: () => number): Pick<Handlers, DatasetMethod> {
  const { scene } = fake
  const change = async (id: string, changed: Partial<Dataset>): Promise<Dataset> => {
    const before = scene.data.datasets.find((one) => one.id === id)
    if (!before) throw new Refused('not_found')
    const after = { ...before, ...changed }
    scene.data.datasets = scene.data.datasets.map((one) => (one.id === id ? after : one))
    await fake.emit('dataset.changed', after)
    return after
  }
  return {
    'datasets.list': () => scene.data.datasets,
    'datasets.choosePlace': () => ({ place: scene.data.place }),
    'datasets.add': ({ draft, placeId }) => {
      const chosen = placeId === null ? null : scene.data.place
      const added: Dataset = {
        ...draft,
        id: `d${scene.data.datasets.length + 1}`,
        place: {
          shown: chosen?.shown ?? `Mooring/datasets/${draft.name}.sqlite`,
          isInDataFolder: chosen === null,
          isSynced: chosen?.isSynced ?? false,
        },
        isPaused: false,
        isRunning: false,
        nextRunAtMs: draft.schedule.kind === 'hourly' ? now() + 3_600_000 : null,
        rows: 0,
        accounts: 0,
        connections: 0,
        lastRun: null,
        failedInARow: 0,
        problem: null,
        team: null,
      }
      scene.data.datasets = [...scene.data.datasets, added]
      return added
    },
    'datasets.change': ({ id, draft }) => change(id, draft),
    'datasets.run': ({ id }) => change(id, { isRunning: true }),
    'datasets.cancel': async ({ id }) => {
      await change(id, { isRunning: false })
      return {}
    },
    'datasets.pause': ({ id, isPaused }) => change(id, { isPaused }),
    'datasets.show': () => ({}),
    'datasets.remove': async ({ id }) => {
      scene.data.datasets = scene.data.datasets.filter((one) => one.id !== id)
      await fake.emit('dataset.removed', { id })
      return {}
    },
    'datasets.coverage': () => scene.data.coverage,
    'datasets.questions': () => scene.data.questions ?? [],
    'datasets.answer': async ({ id, answer }) => {
      scene.data.questions =
        scene.data.questions?.filter((one) => one.now.accountKey !== answer.accountKey) ?? []
      await change(id, {})
      return {}
    },
    'datasets.runs': () => scene.data.runs,
    'datasets.ofConnection': () => scene.data.ofConnection,
    'datasets.totals': () => scene.data.totals,
    'team.test': () =>
      scene.data.teamTest ?? { serverVersion: '15.8', isEncrypted: true, problems: [], notes: [] },
    'team.save': ({ id, input: { target } }) =>
      change(id, { team: { target, authorityFile: null, copiedAtMs: null, problem: null } }),
    'team.dropFiles': () => ({}),
    'team.chooseFile': ({ kind }) => ({ file: { id: `file-${kind}`, name: `${kind}.pem` } }),
    'team.ddl': () => ({ isDone: true }),
    'team.copy': ({ id }) => change(id, {}),
    'team.leave': ({ id }) => change(id, { team: null }),
    'datasets.deleteOfConnection': () => {
      scene.data.ofConnection = noData
      return {}
    },
  }
}
