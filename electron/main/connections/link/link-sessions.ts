import { randomUUID } from 'node:crypto'
import type { LinkProgress, LinkFlow } from '../../../../shared/models/link.ts'
import { AppError, toFailure } from '../../core/errors.ts'
import { findInstitution } from '../../store/institutions.ts'
import { findRegistration } from '../../store/registrations.ts'
import { openAddress } from '../../settings/browser.ts'
import type { Deps, RunningLink } from '../../runtime/deps.ts'
import { link } from './link.ts'
import { prepareSandbox } from './prepare-sandbox.ts'
import { requireKeychain } from '../tokens/secret-store.ts'

/**
 * Starts a link and answers at once; `link.progress` tells the rest. It ends by itself after `linkLimitMs`.
 *
 * @throws AppError `not_found`, `already_linking`, or why secrets could not be kept
 */
export async function startLink(
  deps: Deps,
  wanted: { institutionId: string; connectionId?: string | undefined; flow?: LinkFlow | undefined },
): Promise<LinkProgress> {
  const institution = findInstitution(deps.store, wanted.institutionId)
  const registration = institution && findRegistration(deps.store, institution.registrationId)
  if (!institution || !registration) throw new AppError('not_found')
  if (registration.environment.kind === 'mikomo') await prepareSandbox(deps)
  else await requireKeychain(deps)
  if (runningAt(deps, institution.id)) throw new AppError('already_linking')

  const ownFlow = registration.redirect.mode === 'paste' ? 'paste' : 'redirect'
  const running: RunningLink = {
    progress: {
      id: randomUUID(),
      institutionId: institution.id,
      institutionName: institution.name,
      registrationName: registration.name,
      connectionId: wanted.connectionId ?? null,
      step: 'opening',
      redirectUri: null,
      flow: wanted.flow ?? ownFlow,
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
  deps.live.links.set(running.progress.id, running)
  running.finished = runLink(deps, running)
  return running.progress
}

export function listLinks(deps: Pick<Deps, 'live'>): LinkProgress[] {
  return [...deps.live.links.values()].map((running) => running.progress)
}

/** Resolves when the port is closed and nothing is left of it. */
export async function cancelLink(deps: Pick<Deps, 'live'>, id: string): Promise<void> {
  const running = deps.live.links.get(id)
  if (!running) return
  running.controller.abort(new AppError('link_cancelled'))
  await running.finished
}

export async function cancelAllLinks(deps: Pick<Deps, 'live'>): Promise<void> {
  await Promise.all([...deps.live.links.keys()].map((id) => cancelLink(deps, id)))
}

/** Opens the system browser once more. @throws AppError `not_found`, `browser_unavailable`, and why no fresh address could be had */
export async function reopenLink(deps: Deps, id: string): Promise<void> {
  await openAddress(deps, await freshUrlOf(deps, id))
  const running = deps.live.links.get(id)
  if (running) report(deps, running, { problem: null })
}

/** Long enough to paste it somewhere. */
const onClipboardMs = 60_000

/**
 * Puts an address for another browser on the clipboard, for a minute.
 *
 * @throws AppError `not_found`, and why no fresh address could be had
 */
export async function copyLink(
  deps: Pick<Deps, 'live' | 'clipboard' | 'after' | 'log'>,
  id: string,
): Promise<void> {
  const url = await freshUrlOf(deps, id)
  await deps.clipboard.write(url)
  deps.after(onClipboardMs, () => {
    deps.clipboard.clear(url).catch((thrown: unknown) => deps.log.error('clipboard.not_cleared', thrown))
  })
}

/** Takes the address that the browser ended at, for when it could not reach the app. @throws AppError `not_found`, `paste_invalid` */
export function pasteAnswer(deps: Pick<Deps, 'live'>, id: string, text: string): void {
  const box = deps.live.links.get(id)?.pasteBox
  if (!box) throw new AppError('not_found')
  box.offer(text)
}

async function freshUrlOf(deps: Pick<Deps, 'live'>, id: string): Promise<string> {
  const freshUrl = deps.live.links.get(id)?.freshUrl
  if (!freshUrl) throw new AppError('not_found')
  return freshUrl()
}

function runningAt(deps: Pick<Deps, 'live'>, institutionId: string): boolean {
  return listLinks(deps).some((progress) => progress.institutionId === institutionId)
}

async function runLink(deps: Deps, running: RunningLink): Promise<void> {
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
      report: (change) => report(deps, running, change),
      flow: progress.flow,
      sentTo: (freshUrl) => {
        running.freshUrl = freshUrl
      },
      takes: (box) => {
        running.pasteBox = box
      },
    })
    finish(deps, running, { step: 'done', linkedConnectionId: connectionId, problem: null })
    deps.window.focus()
  } catch (thrown) {
    const problem = toFailure(thrown)
    if (problem.code === 'internal') deps.log.error('link.failed', thrown, { linkId: progress.id })
    else deps.log.info('link.stopped', { linkId: progress.id, problem: problem.code })
    finish(deps, running, { step: 'failed', problem })
    if (problem.code !== 'link_cancelled') deps.window.focus()
  } finally {
    clearTimeout(limit)
  }
}

function finish(deps: Deps, running: RunningLink, last: Partial<LinkProgress>): void {
  deps.live.links.delete(running.progress.id)
  report(deps, running, last)
}

function report(deps: Pick<Deps, 'emit'>, running: RunningLink, change: Partial<LinkProgress>): void {
  running.progress = { ...running.progress, ...change }
  deps.emit('link.progress', running.progress)
}
