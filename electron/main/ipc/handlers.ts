import type { Handlers } from '../../../shared/contract.ts'
import type { AppStatus, Background } from '../../../shared/models/app.ts'
import { browserChoice, chooseBrowser, clearBrowser } from '../settings/browser.ts'
import { chooseExportFolder, clearExportFolder, exportFolder } from '../settings/export-folder.ts'
import type { DataDeps } from '../connections/data/transaction-cursors.ts'
import type { LinkDeps } from '../connections/link/linker.ts'
import { reportDatabase } from '../health/database-report.ts'
import { checkHealth, tryBrowser } from '../health/health.ts'
import { openSettingsPage } from '../connections/model/open-settings-page.ts'
import {
  cancelLink,
  copyLink,
  listLinks,
  pasteAnswer,
  reopenLink,
  startLink,
} from '../connections/link/link-sessions.ts'
import { discloseLink } from '../receipts/link-receipts.ts'
import { changeLabels, changePolicies, viewPolicies } from '../connections/refresh/policies.ts'
import {
  cancelBulkRefresh,
  dismissBulkRefresh,
  startBulkRefresh,
} from '../connections/refresh/bulk-refresh.ts'
import { refresh } from '../connections/refresh/refresh.ts'
import { prepareSandbox } from '../connections/link/prepare-sandbox.ts'
import { canRevokeAt, describeServer } from '../connections/tokens/describe-server.ts'
import { exportSetup } from '../setup-file/export-setup.ts'
import { chooseSetup, importSetup, type SetupDeps } from '../setup-file/import-setup.ts'
import { removeRelink, viewRelinks } from '../setup-file/relinks.ts'
import { importConnectors, saveHub } from '../registrations/hub.ts'
import { addInstitution, addInstitutions, changeInstitution } from '../registrations/institutions.ts'
import { addRegistration, changeRegistration, removeRegistration } from '../registrations/registrations.ts'
import { chooseCertificate, type CertificateDeps } from '../registrations/offered-certificates.ts'
import { testIssuer } from '../registrations/test-issuer.ts'
import { takeBack } from '../connections/link/take-back.ts'
import { endUnclaimed, listUnclaimedLinks } from '../connections/recover/unclaimed-tokens.ts'
import {
  remove,
  requestRevoke,
  requestRevokes,
  retryRevoke,
  undoRevoke,
  undoRevokes,
} from '../connections/revoke/revoke.ts'
import { keychainChanged } from '../connections/startup.ts'
import { listDocuments } from '../connections/data/documents.ts'
import { readAccountNumbers } from '../connections/data/account-numbers.ts'
import { readHoldings, readTaxLots } from '../connections/data/holdings.ts'
import { readOwner } from '../connections/data/owner.ts'
import { readMoreTransactions, readTransactions } from '../connections/data/transactions.ts'
import { viewDetails, viewPage } from '../connections/model/view.ts'
import {
  addDataset,
  changeDataset,
  choosePlace,
  pauseDataset,
  removeDataset,
  runDatasetNow,
  showDataset,
  viewDatasets,
} from '../datasets/datasets.ts'
import { answerQuestion, readQuestions } from '../datasets/account-questions.ts'
import { deleteOfConnection } from '../datasets/ended-access.ts'
import { chooseTeamFile } from '../datasets/team/choose-team-file.ts'
import { copyTeamNow, giveDdl, leaveTeam, saveTeam, testTeam } from '../datasets/team/team.ts'
import { readCoverage, readOfConnection, readRuns, readTotals } from '../datasets/read.ts'
import { endAllClients, endClient, endConsent } from '../scripts/end-clients.ts'
import type { ScriptDeps } from '../scripts/script-deps.ts'
import { showScriptPrompt, viewScripts } from '../scripts/view-scripts.ts'
import { listAccounts } from '../store/accounts.ts'
import { listActivity } from '../store/activity.ts'
import { write } from '../store/database.ts'
import { deleteInstitution, listInstitutions } from '../store/institutions.ts'
import { readListSettings, readPreferences, writeListSettings } from '../store/preferences.ts'
import { listRegistrations } from '../store/registrations.ts'
import type { ExportRuns } from '../runtime/export-runs.ts'
import type { CommandLink } from '../system/script-command.ts'
import type { Updates } from '../updates/updates.ts'
import { changePreferences } from './change-preferences.ts'
import { countUse } from './count-use.ts'
import { openAgain } from './open-again.ts'

/** Loaded with the first export, to keep it and its libraries out of startup. */
const files = () => import('../export/export.ts')

/** The methods that change nothing, and need neither the keychain nor the network. */
export function makeReadingHandlers(deps: LinkDeps & DataDeps & ScriptDeps & { exports: ExportRuns }) {
  return {
    'clock.status': () => deps.clock.status(),
    'keychain.status': () => deps.keychain.status(),
    'registrations.list': () => listRegistrations(deps.store),
    'institutions.list': () => listInstitutions(deps.store),
    'links.list': () => listLinks(deps),
    'connections.list': (page) => viewPage(deps, page),
    'connections.read': ({ id }) => viewDetails(deps, id),
    'refreshes.read': () => ({ run: deps.refresher.bulk?.progress ?? null }),
    'list.read': () => readListSettings(deps.store),
    'policies.list': ({ connectionIds }) => viewPolicies(deps, connectionIds),
    'accounts.list': ({ connectionIds }) =>
      connectionIds.map((connectionId) => ({
        connectionId,
        accounts: listAccounts(deps.store, connectionId),
      })),
    'datasets.list': () => viewDatasets(deps),
    'scripts.read': () => viewScripts(deps),
    'datasets.coverage': ({ id }) => readCoverage(deps, id),
    'datasets.runs': ({ id }) => readRuns(deps, id),
    'datasets.questions': ({ id }) => readQuestions(deps, id),
    'datasets.ofConnection': ({ connectionId }) => readOfConnection(deps, connectionId),
    'datasets.totals': () => readTotals(deps),
    'activity.list': (wanted) => listActivity(deps.store, wanted),
    'activity.export': (wanted) =>
      deps.exports.run(wanted.exportId, async (run) => ({
        saved: await (await files()).exportActivity(deps, wanted, run),
      })),
    'receipts.export': async (wanted) => ({ saved: await (await files()).exportReceipts(deps, wanted) }),
    'exports.cancel': ({ id }) => done(deps.exports.cancel(id)),
    'files.show': () => done(deps.showSaved()),
    'setup.export': async () => ({ saved: await exportSetup(deps) }),
    'relinks.list': () => viewRelinks(deps),

    'openRequest.take': () => ({ request: deps.openRequests.take() }),
    'browser.read': () => browserChoice(deps),
    'preferences.read': () => readPreferences(deps.store),
    'clipboard.copy': ({ text }) => done(deps.clipboard.write(text)),
  } satisfies Partial<Handlers>
}

/** What the app does without its window. */
export interface BackgroundCalls {
  read(): Promise<Background>
  startAtLogin(isOn: boolean): Promise<Background>
  /** The user may have changed whether the app goes on without its window. */
  preferencesChanged(): void
  /** Ends the page of a hidden window. */
  endHidden(): void
}

/** Every other method of the contract, one line each. */
export function makeHandlers(
  deps: LinkDeps & DataDeps & SetupDeps & ScriptDeps & CertificateDeps & { exports: ExportRuns },
  updates: Updates,
  app: AppStatus,
  /** Quits, replaces the database, and starts again. */
  replaceAndRestart: (from: 'backup' | 'nothing') => void,
  background: BackgroundCalls,
  commandLink: CommandLink,
): Handlers {
  const handlers: Handlers = {
    ...makeReadingHandlers(deps),

    'app.status': () => app,
    'app.open': ({ from }) => openAgain(deps, app, from, replaceAndRestart),
    'database.check': () => reportDatabase(deps),

    'keychain.retry': async () => keychainChanged(deps, await deps.keychain.probe()),
    'keychain.useMemory': () => keychainChanged(deps, deps.keychain.useMemory()),

    'registrations.add': (input) => addRegistration(deps, input),
    'registrations.update': (input) => changeRegistration(deps, input),
    'registrations.remove': ({ id }) => done(removeRegistration(deps, id)),
    'registrations.testIssuer': ({ issuer }) => testIssuer(deps, issuer),
    'certificates.choose': async () => ({ offer: await chooseCertificate(deps) }),
    'certificates.paste': ({ text }) => deps.certificates.offer(Buffer.from(text)),
    'certificates.read': ({ id, password }) => deps.certificates.read(id, password, deps.now()),
    'certificates.drop': () => done(deps.certificates.forget()),

    'hub.change': (input) => saveHub(deps, input),
    'hub.addConnectors': ({ id }) => importConnectors(deps, id),

    'institutions.add': (input) => addInstitution(deps, input),
    'institutions.addSeveral': (input) => addInstitutions(deps, input),
    'institutions.change': (input) => changeInstitution(deps, input),
    'institutions.describe': ({ id }) => describeServer(deps, id),
    'institutions.remove': ({ id }) => done(write(deps.store, () => deleteInstitution(deps.store, id))),

    'sandbox.prepare': () => prepareSandbox(deps),

    'links.disclose': async ({ institutionId }) =>
      discloseLink(deps, institutionId, { canRevoke: await canRevokeAt(deps, institutionId) }),
    'links.start': (input) => startLink(deps, input),
    'links.cancel': ({ id }) => done(cancelLink(deps, id)),
    'links.reopen': ({ id }) => done(reopenLink(deps, id)),
    'links.copy': ({ id }) => done(copyLink(deps, id)),
    'links.paste': ({ id, text }) => done(pasteAnswer(deps, id, text)),

    'list.change': (chosen) => done(write(deps.store, () => writeListSettings(deps.store, chosen))),
    'connections.label': ({ ids, ...change }) => done(changeLabels(deps, ids, change)),
    'policies.change': (change) => done(changePolicies(deps, change)),
    'connections.refresh': ({ id }) => refresh(deps, id),
    'refreshes.start': ({ ids }) => ({ run: startBulkRefresh(deps, ids) }),
    'refreshes.cancel': () => done(cancelBulkRefresh(deps)),
    'refreshes.dismiss': () => done(dismissBulkRefresh(deps)),
    'connections.revoke': ({ id }) => requestRevoke(deps, id),
    'connections.revokeSeveral': ({ ids, total }) => requestRevokes(deps, ids, total),
    'connections.undoRevoke': ({ id }) => undoRevoke(deps, id),
    'connections.undoSeveral': ({ ids }) => done(undoRevokes(deps, ids)),
    'connections.retryRevoke': ({ id }) => retryRevoke(deps, id),
    'connections.openSettings': async ({ id }) => {
      await openSettingsPage(deps, id)
      return {}
    },
    'connections.remove': ({ id }) => done(remove(deps, id)),

    'unclaimed.list': () => listUnclaimedLinks(deps),
    'unclaimed.takeBack': ({ id }) => takeBack(deps, id),
    'unclaimed.end': ({ id }) => done(endUnclaimed(deps, id)),

    'transactions.read': (input) => readTransactions(deps, input),
    'transactions.more': ({ id }) => readMoreTransactions(deps, id),
    'transactions.export': (input) =>
      deps.exports.run(input.exportId, async (run) => (await files()).exportTransactions(deps, input, run)),
    'holdings.read': (input) => readHoldings(deps, input),
    'holdings.taxLots': (input) => readTaxLots(deps, input),
    'holdings.export': (input) =>
      deps.exports.run(input.exportId, async (run) => (await files()).exportHoldings(deps, input, run)),
    'holdings.exportTaxLots': (input) =>
      deps.exports.run(input.exportId, async (run) => (await files()).exportTaxLots(deps, input, run)),
    'accountNumbers.read': (input) => readAccountNumbers(deps, input),
    'owner.read': ({ id }) => readOwner(deps, id),
    'owner.export': ({ id, format, exportId }) =>
      deps.exports.run(exportId, async (run) =>
        (await files()).exportOwner(deps, { connectionId: id, format }, run),
      ),
    'documents.list': (input) => listDocuments(deps, input),
    'documents.save': (input) =>
      deps.exports.run(input.exportId, async (run) => (await files()).saveDocument(deps, input, run)),
    'accounts.export': (input) =>
      deps.exports.run(input.exportId, async (run) => (await files()).exportAccounts(deps, input, run)),
    'datasets.choosePlace': ({ name }) => choosePlace(deps, name),
    'datasets.add': (input) => addDataset(deps, input),
    'datasets.change': ({ id, draft }) => changeDataset(deps, id, draft),
    'datasets.run': ({ id }) => runDatasetNow(deps, id),
    'datasets.cancel': ({ id }) => done(deps.datasets.runs.cancel(id)),
    'datasets.pause': ({ id, isPaused }) => pauseDataset(deps, id, isPaused),
    'datasets.show': ({ id }) => done(showDataset(deps, id)),
    'datasets.remove': ({ id, deletesFiles }) => done(removeDataset(deps, id, deletesFiles)),
    'datasets.answer': ({ id, answer }) => done(answerQuestion(deps, id, answer)),
    'datasets.deleteOfConnection': ({ connectionId }) => done(deleteOfConnection(deps, connectionId)),

    'scripts.end': ({ id }) => done(endClient(deps, id)),
    'scripts.endConsent': ({ id }) => done(endConsent(deps, id)),
    'scripts.endAll': () => done(endAllClients(deps)),
    'scripts.showPrompt': ({ id }) => done(showScriptPrompt(deps, id)),
    'scripts.command': () => commandLink.read(),
    'scripts.linkCommand': ({ isLinked }) => commandLink.link(isLinked),
    'team.test': ({ id, input }) => testTeam(deps, id, input),
    'team.save': ({ id, input }) => saveTeam(deps, id, input),
    'team.chooseFile': ({ kind }) => chooseTeamFile(deps, kind),
    'team.dropFiles': () => done(deps.datasets.teamFiles.forget()),
    'team.ddl': (wanted) => giveDdl(deps, wanted),
    'team.copy': ({ id }) => copyTeamNow(deps, id),
    'team.leave': ({ id, deletesRows }) => leaveTeam(deps, id, deletesRows),

    'setup.choose': async () => ({ preview: await chooseSetup(deps) }),
    'setup.apply': (wanted) => done(importSetup(deps, wanted)),
    'relinks.remove': ({ id }) => done(removeRelink(deps, id)),

    'health.check': () => checkHealth(deps),
    'health.tryBrowser': async () => ({ arrived: await tryBrowser(deps) }),
    'health.export': async () => ({ saved: await (await files()).exportDiagnostics(deps) }),

    'browser.choose': () => chooseBrowser(deps),
    'browser.useSystem': () => clearBrowser(deps),

    'exportFolder.read': () => exportFolder(deps),
    'exportFolder.choose': () => chooseExportFolder(deps),
    'exportFolder.useSystem': () => clearExportFolder(deps),

    'preferences.change': (chosen) => {
      const changed = changePreferences(deps, updates, chosen)
      background.preferencesChanged()
      return changed
    },

    'background.read': () => background.read(),
    'background.startAtLogin': ({ isOn }) => background.startAtLogin(isOn),
    'window.endHidden': () => done(background.endHidden()),

    'updates.status': () => updates.status(),
    'updates.look': () => updates.look(),
    'updates.install': () => done(updates.install()),
  }
  return countUse(handlers, () => deps.lastUse.record())
}

/** For methods without a result. */
async function done(work: unknown): Promise<Record<string, never>> {
  await work
  return {}
}
