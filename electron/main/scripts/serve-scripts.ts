import type { z } from 'zod'
import { localFetch, localMethods, localRowMethods, type LocalJsonMethod } from '../../../shared/local.ts'
import { localAccess, localSchemas, type LocalMethod } from '../../../shared/local-protocol.ts'
import { AppError } from '../core/errors.ts'
import type { LocalAnswer, LocalRequest, LocalService } from '../local/answer.ts'
import { readPreferences } from '../store/preferences.ts'
import { requireClient, type Client } from './consents.ts'
import { statusOf, toLocalError } from './local-error.ts'
import { accountsForScript } from './methods/accounts.ts'
import { openForScript, revokeForScript, statusForScript } from './methods/app.ts'
import { ownClients, removeOwnClient, requestConsent } from './methods/clients.ts'
import { listForScript, showForScript } from './methods/connections.ts'
import { datasetStatusForScript, runForScript } from './methods/datasets.ts'
import { fetchForScript } from './methods/fetch.ts'
import { holdingsForScript } from './methods/holdings.ts'
import { refreshForScript } from './methods/refresh.ts'
import { tokenForScript } from './methods/token.ts'
import { transactionsForScript } from './methods/transactions.ts'
import type { ScriptDeps } from './script-deps.ts'
import { ScriptError } from './script-error.ts'

/** The methods that programs of this computer can call, over the app's own flows. */
export function serveScripts(deps: ScriptDeps): LocalService {
  const anybody = runsForAnybody(deps)
  const clients = runsForClients(deps)

  async function run({ method, input, caller }: LocalRequest): Promise<LocalAnswer> {
    if (deps.timers.isClosed()) throw new AppError('closing')
    if (!readPreferences(deps.store).areScriptsOn) throw new ScriptError('scripts_off')
    if (!isMethod(method)) throw new AppError('invalid_input', { field: 'method' })
    deps.scripts.callLimit.count(caller.keyHash ?? '')
    if (method in anybody) return anybody[method as keyof typeof anybody](input)
    return clients[method as keyof typeof clients](requireClient(deps, caller), input)
  }

  return {
    run,
    toError: (thrown) => {
      const error = deps.timers.isClosed() ? toLocalError(new AppError('closing')) : toLocalError(thrown)
      return { status: statusOf(error), error }
    },
  }
}

/** Those that need nothing. */
function runsForAnybody(deps: ScriptDeps) {
  return {
    'app.status': json('app.status', () => statusForScript(deps)),
    'window.open': json('window.open', (input) => openForScript(deps, input)),
    'window.revoke': json('window.revoke', (input) => revokeForScript(deps, input)),
  } satisfies Partial<Record<LocalMethod, (input: unknown) => Promise<LocalAnswer>>>
}

type ClientRun = (client: Client, input: unknown) => Promise<LocalAnswer>

/** Those that need a client's key, and most of them what the user allowed it. */
function runsForClients(deps: ScriptDeps): Record<ClientMethod, ClientRun> {
  const rows = localRowMethods
  const of =
    <M extends LocalJsonMethod>(method: M, work: (client: Client, input: Input<M>) => Output): ClientRun =>
    (client, input) =>
      json(method, (parsed) => work(client, parsed))(input)
  return {
    'clients.list': of('clients.list', (client) => ownClients(deps, client)),
    'clients.remove': of('clients.remove', (client) => removeOwnClient(deps, client)),
    'consent.request': of('consent.request', (client, input) => requestConsent(deps, client, input)),
    'connections.list': of('connections.list', (client, input) => listForScript(deps, client, input)),
    'connections.show': of('connections.show', (client, input) => showForScript(deps, client, input)),
    'connections.refresh': of('connections.refresh', (client, input) =>
      refreshForScript(deps, client, input),
    ),
    'datasets.run': of('datasets.run', (client, input) => runForScript(deps, client, input)),
    'datasets.status': of('datasets.status', (client) => datasetStatusForScript(deps, client)),
    'token.read': of('token.read', (client, input) => tokenForScript(deps, client, input)),
    'accounts.read': async (client, input) =>
      accountsForScript(deps, client, parse(rows['accounts.read'].input, input)),
    'transactions.read': async (client, input) =>
      transactionsForScript(deps, client, parse(rows['transactions.read'].input, input)),
    'holdings.read': async (client, input) =>
      holdingsForScript(deps, client, parse(rows['holdings.read'].input, input)),
    'token.fetch': async (client, input) =>
      fetchForScript(deps, client, parse(localFetch['token.fetch'].input, input)),
  }
}

type ClientMethod = {
  [M in LocalMethod]: (typeof localAccess)[M] extends 'nothing' ? never : M
}[LocalMethod]
type Input<M extends LocalJsonMethod> = z.output<(typeof localMethods)[M]['input']>
type Output = object | Promise<object>

/** Parses input and output, so that no answer has more than the contract names. */
function json<M extends LocalJsonMethod>(method: M, work: (input: Input<M>) => Output) {
  return async (input: unknown): Promise<LocalAnswer> => {
    const answer = await work(parse(localMethods[method].input, input) as Input<M>)
    return {
      kind: 'json',
      body: { schema: localSchemas[method], ...localMethods[method].output.parse(answer) },
    }
  }
}

/** @throws AppError `invalid_input` */
function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', { field: parsed.error.issues[0]?.path.join('.').slice(0, 80) ?? '' })
}

function isMethod(method: string): method is LocalMethod {
  return Object.hasOwn(localAccess, method)
}
