import type { Handlers, ParsedInput } from '../../../shared/contract.ts'
import type { AppStatus, KeychainStatus } from '../../../shared/models/app.ts'
import { browserChoice, chooseBrowser, clearBrowser } from '../settings/browser.ts'
import type { DataDeps } from '../connections/data/transaction-cursors.ts'
import type { LinkDeps } from '../connections/link/linker.ts'
import { reportDatabase } from '../health/database-report.ts'
import { checkHealth, tryBrowser } from '../health/health.ts'
import { labelConnections } from '../connections/model/label.ts'
import {
  cancelLink,
  copyLink,
  listLinks,
  pasteAnswer,
  reopenLink,
  startLink,
} from '../connections/link/link-sessions.ts'
import { refresh } from '../connections/refresh/refresh.ts'
import { prepareSandbox } from '../connections/link/prepare-sandbox.ts'
import { addInstitution, changeInstitution } from '../registrations/institutions.ts'
import { addRegistration, changeRegistration, removeRegistration } from '../registrations/registrations.ts'
import { setRevocationTimer } from '../connections/revoke/revocation-queue.ts'
import type { RevokeDeps } from '../connections/revoke/revoker.ts'
import { recoverAgain } from '../connections/recover/recover.ts'
import {
  remove,
  requestRevoke,
  requestRevokes,
  retryRevoke,
  undoRevoke,
} from '../connections/revoke/revoke.ts'
import { setRefreshTimer } from '../connections/refresh/scheduler.ts'
import { readMoreTransactions, readTransactions } from '../connections/data/transactions.ts'
import { viewDetails, viewPage } from '../connections/model/view.ts'
import { AppError } from '../core/errors.ts'
import { listActivity } from '../store/activity.ts'
import { write } from '../store/database.ts'
import { deleteInstitution, listInstitutions } from '../store/institutions.ts'
import { readPreferences, writePreferences } from '../store/preferences.ts'
import { listRegistrations } from '../store/registrations.ts'
import type { Updates } from '../updates/updates.ts'
import { countUse } from './count-use.ts'

/** Loaded with the first export, to keep it and its libraries out of startup. */
const files = () => import('../export/export.ts')

/** Every method of the contract, one line each. */
export function makeHandlers(
  deps: LinkDeps & DataDeps,
  updates: Updates,
  app: AppStatus,
  /** Quits, replaces the database, and starts again. */
  replaceAndRestart: (from: 'backup' | 'nothing') => void,
): Handlers {
  const handlers: Handlers = {
    'app.status': () => app,
    'app.open': ({ from }) => {
      if (from === 'file') return app
      if (reportDatabase(deps).isSound) throw new AppError('not_active')
      replaceAndRestart(from)
      return app
    },
    'database.check': () => reportDatabase(deps),

    'clock.status': () => deps.clock.status(),

    'keychain.status': () => deps.keychain.status(),
    'keychain.retry': async () => keychainChanged(deps, await deps.keychain.probe()),
    'keychain.useMemory': () => keychainChanged(deps, deps.keychain.useMemory()),

    'registrations.list': () => listRegistrations(deps.store),
    'registrations.add': (input) => addRegistration(deps, input),
    'registrations.update': (input) => changeRegistration(deps, input),
    'registrations.remove': async ({ id }) => {
      await removeRegistration(deps, id)
      return {}
    },

    'institutions.list': () => listInstitutions(deps.store),
    'institutions.add': (input) => addInstitution(deps, input),
    'institutions.change': (input) => changeInstitution(deps, input),
    'institutions.remove': ({ id }) => {
      write(deps.store, () => deleteInstitution(deps.store, id))
      return {}
    },

    'sandbox.prepare': () => prepareSandbox(deps),

    'links.start': (input) => startLink(deps, input),
    'links.list': () => listLinks(deps),
    'links.cancel': async ({ id }) => {
      await cancelLink(deps, id)
      return {}
    },
    'links.reopen': async ({ id }) => {
      await reopenLink(deps, id)
      return {}
    },
    'links.copy': async ({ id }) => {
      await copyLink(deps, id)
      return {}
    },

    'links.paste': ({ id, text }) => {
      pasteAnswer(deps, id, text)
      return {}
    },

    'connections.list': (page) => viewPage(deps, page),
    'connections.read': ({ id }) => viewDetails(deps, id),
    'connections.label': ({ ids, label }) => {
      labelConnections(deps, ids, label)
      return {}
    },
    'connections.refresh': ({ id }) => refresh(deps, id),
    'connections.revoke': ({ id }) => requestRevoke(deps, id),
    'connections.revokeSeveral': ({ ids }) => requestRevokes(deps, ids),
    'connections.undoRevoke': ({ id }) => undoRevoke(deps, id),
    'connections.retryRevoke': ({ id }) => retryRevoke(deps, id),
    'connections.forget': async ({ id }) => {
      await remove(deps, id)
      return {}
    },

    'activity.list': (wanted) => listActivity(deps.store, wanted),
    'activity.export': async (wanted) => ({ saved: await (await files()).exportActivity(deps, wanted) }),

    'transactions.read': (input) => readTransactions(deps, input),
    'transactions.more': ({ id }) => readMoreTransactions(deps, id),
    'transactions.export': async (input) => (await files()).exportTransactions(deps, input),
    'accounts.export': async (input) => (await files()).exportAccounts(deps, input),

    'files.show': () => {
      deps.showSaved()
      return {}
    },

    'health.check': () => checkHealth(deps),
    'health.tryBrowser': async () => ({ arrived: await tryBrowser(deps) }),
    'health.export': async () => ({ saved: await (await files()).exportDiagnostics(deps) }),

    'openRequest.take': () => ({ request: deps.openRequests.take() }),

    'browser.read': () => browserChoice(deps),
    'browser.choose': () => chooseBrowser(deps),
    'browser.useSystem': () => clearBrowser(deps),

    'preferences.read': () => readPreferences(deps.store),
    'preferences.change': (chosen) => {
      updates.choose(chosen)
      write(deps.store, () => writePreferences(deps.store, chosen))
      return readPreferences(deps.store)
    },

    'updates.status': () => updates.status(),
    'updates.look': () => updates.look(),
    'updates.install': () => {
      updates.install()
      return {}
    },

    'clipboard.copy': async ({ text }) => {
      await deps.clipboard.write(text)
      return {}
    },
  }
  return countUse(handlers, () => deps.lastUse.record())
}

/** What the window can call when the data could not be opened. */
export interface Stopped {
  status: AppStatus
  /** @throws AppError why it still can't be opened */
  open(from: ParsedInput<'app.open'>['from']): AppStatus
}

/** For data that could not be opened: the window shows why and what the user can do; every other call fails with the same error. */
export function makeStoppedHandlers(error: AppError, { status, open }: Stopped): Handlers {
  const stopped = () => {
    throw error
  }
  const own: Partial<Handlers> = {
    'app.status': () => status,
    'app.open': ({ from }) => open(from),
  }
  return new Proxy(own as Handlers, { get: (target, method) => Reflect.get(target, method) ?? stopped })
}

/** Retries what may have waited for the keychain: recovery, revocations and refreshes. */
function keychainChanged(deps: RevokeDeps, status: KeychainStatus): KeychainStatus {
  deps.emit('keychain.changed', status)
  deps.refresher.backoffs.clearKeychain()
  void recoverAgain(deps)
  setRevocationTimer(deps)
  setRefreshTimer(deps)
  return status
}
