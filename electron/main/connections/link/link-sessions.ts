import { randomUUID } from 'node:crypto'
import { institutionKinds, isLoginNamed } from '../../../../shared/institution-kinds.ts'
import type { LinkProgress, LinkFlow } from '../../../../shared/models/link.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { findConnection } from '../../store/connections.ts'
import { findInstitution } from '../../store/institutions.ts'
import { findRegistration } from '../../store/registrations.ts'
import type { RegistrationRow } from '../../store/rows.ts'
import { openAddress } from '../../settings/browser.ts'
import { link } from './link.ts'
import { canRevokeAt } from '../tokens/describe-server.ts'
import { setRecoveryTimer } from '../recover/recover.ts'
import { recordDisclosure, recordNotGranted, type SeenDisclosure } from '../../receipts/link-receipts.ts'
import type { RunningLink } from './link-run.ts'
import type { LinkDeps } from './linker.ts'
import { prepareSandbox } from './prepare-sandbox.ts'
import { requireKeychain } from '../tokens/secret-store.ts'

/**
 * Starts a link and returns at once; `link.progress` events report the rest. Ends it if nobody has answered after `linkLimitMs`.
 *
 * @throws AppError `not_found`, `invalid_input` without the name of a login that only the user knows, `already_linking`, `disclosure_changed`, or the keychain's state
 */
export async function startLink(
  deps: LinkDeps,
  wanted: {
    institutionId: string
    connectionId?: string | undefined
    loginName?: string | undefined
    flow?: LinkFlow | undefined
    seen?: SeenDisclosure | undefined
  },
): Promise<LinkProgress> {
  const institution = findInstitution(deps.store, wanted.institutionId)
  const registration = institution && findRegistration(deps.store, institution.registrationId)
  if (!institution || !registration) throw new AppError('not_found')
  const loginName = loginNameOf(deps, registration, wanted)
  if (institutionKinds[registration.environment.kind].isBuiltIn) await prepareSandbox(deps)
  else await requireKeychain(deps)
  const canRevoke = await canRevokeAt(deps, institution.id)
  if (runningAt(deps, institution.id)) throw new AppError('already_linking')

  const ownFlow = registration.redirect.mode === 'paste' ? 'paste' : 'redirect'
  const flow = wanted.flow ?? ownFlow
  const id = randomUUID()
  const disclosure = recordDisclosure(deps, {
    ...wanted,
    institution,
    registration,
    linkId: id,
    flow,
    canRevoke,
  })
  const running: RunningLink = {
    progress: {
      id,
      institutionId: institution.id,
      institutionName: institution.name,
      registrationName: registration.name,
      connectionId: wanted.connectionId ?? null,
      step: 'opening',
      redirectUri: null,
      loginName,
      flow,
      disclosure,
      device: null,
      hasDeviceFlow: false,
      deadlineMs: deps.now() + deps.settings.linkLimitMs,
      linkedConnectionId: null,
      problem: null,
    },
    controller: new AbortController(),
    freshUrl: null,
    pasteBox: null,
    finished: Promise.resolve(),
  }
  deps.linker.add(running)
  deps.tokens.startAttempt(running.progress.id)
  running.finished = runLink(deps, running)
  return running.progress
}

/** What the login is called where the user names it; a relink keeps the name. @throws AppError `invalid_input` */
function loginNameOf(
  deps: Pick<LinkDeps, 'store'>,
  { environment }: RegistrationRow,
  wanted: { connectionId?: string | undefined; loginName?: string | undefined },
): string | null {
  if (!isLoginNamed(environment)) return null
  const before =
    wanted.connectionId === undefined ? undefined : findConnection(deps.store, wanted.connectionId)
  const name = before?.sub ?? wanted.loginName?.trim() ?? ''
  if (name === '') throw new AppError('invalid_input', { field: 'loginName' })
  return name
}

export function listLinks(deps: Pick<LinkDeps, 'linker'>): LinkProgress[] {
  return deps.linker.all().map((running) => running.progress)
}

/** Cancels a link. Resolves when it has ended and its port is closed. */
export async function cancelLink(deps: Pick<LinkDeps, 'linker'>, id: string): Promise<void> {
  const running = deps.linker.find(id)
  if (!running) return
  running.controller.abort(new AppError('link_cancelled'))
  await running.finished
}

export async function cancelAllLinks(deps: Pick<LinkDeps, 'linker'>): Promise<void> {
  await Promise.all(listLinks(deps).map(({ id }) => cancelLink(deps, id)))
}

/** Opens the system browser once more. @throws AppError `not_found`, `browser_unavailable`, and why a fresh address failed */
export async function reopenLink(deps: LinkDeps, id: string): Promise<void> {
  await openAddress(deps, await freshUrlOf(deps, id))
  const running = deps.linker.find(id)
  if (running) report(deps, running, { problem: null })
}

/** Long enough to paste the address. */
const onClipboardMs = 60_000

/**
 * Puts an address for another browser on the clipboard, for a minute.
 *
 * @throws AppError `not_found`, and why a fresh address failed
 */
export async function copyLink(
  deps: Pick<LinkDeps, 'linker' | 'clipboard' | 'setTimer' | 'log'>,
  id: string,
): Promise<void> {
  const url = await freshUrlOf(deps, id)
  await deps.clipboard.write(url)
  deps.setTimer(onClipboardMs, () => {
    deps.clipboard.clear(url).catch((thrown: unknown) => deps.log.error('clipboard.not_cleared', thrown))
  })
}

/** Accepts the callback URL that the user pasted. @throws AppError `not_found`, `paste_invalid` */
export function pasteAnswer(deps: Pick<LinkDeps, 'linker'>, id: string, text: string): void {
  const box = deps.linker.find(id)?.pasteBox
  if (!box) throw new AppError('not_found')
  box.offer(text)
}

async function freshUrlOf(deps: Pick<LinkDeps, 'linker'>, id: string): Promise<string> {
  const freshUrl = deps.linker.find(id)?.freshUrl
  if (!freshUrl) throw new AppError('not_found')
  return freshUrl()
}

function runningAt(deps: Pick<LinkDeps, 'linker'>, institutionId: string): boolean {
  return listLinks(deps).some((progress) => progress.institutionId === institutionId)
}

async function runLink(deps: LinkDeps, running: RunningLink): Promise<void> {
  const { progress, controller } = running
  const limit = setTimeout(() => {
    const { redirectUri } = running.progress
    controller.abort(new AppError('link_timed_out', redirectUri === null ? {} : { redirectUri }))
  }, deps.settings.linkLimitMs)

  try {
    const connectionId = await link(deps, {
      id: progress.id,
      institutionId: progress.institutionId,
      connectionId: progress.connectionId,
      signal: controller.signal,
      report: (change) => {
        // The limit is for the user: a code that is being exchanged is not given up.
        if (change.step === 'finishing') clearTimeout(limit)
        report(deps, running, change)
      },
      loginName: progress.loginName,
      flow: progress.flow,
      enableReopen: (freshUrl) => {
        running.freshUrl = freshUrl
      },
      enablePaste: (box) => {
        running.pasteBox = box
      },
    })
    finish(deps, running, { step: 'done', linkedConnectionId: connectionId, problem: null })
    deps.window.focus()
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (problem.code === 'internal') deps.log.error('link.failed', thrown, { linkId: progress.id })
    else deps.log.info('link.stopped', { linkId: progress.id, problem: problem.code })
    recordNotGranted(deps, { ...progress, problem })
    finish(deps, running, { step: 'failed', problem })
    if (problem.code !== 'link_cancelled') deps.window.focus()
  } finally {
    clearTimeout(limit)
  }
}

function finish(deps: LinkDeps, running: RunningLink, last: Partial<LinkProgress>): void {
  deps.linker.remove(running.progress.id)
  deps.tokens.endAttempt(running.progress.id)
  // An attempt that stays open is recovery's from now on.
  setRecoveryTimer(deps)
  report(deps, running, last)
}

function report(deps: Pick<LinkDeps, 'emit'>, running: RunningLink, change: Partial<LinkProgress>): void {
  running.progress = { ...running.progress, ...change }
  deps.emit('link.progress', running.progress)
}
