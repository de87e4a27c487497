import type { ErrorCode } from '../../shared/errors.ts'
import type { Health } from '../../shared/models/app.ts'
import { bytesText, dateTimeText, durationText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'

export type Verdict = 'good' | 'warning' | 'bad'

/** One thing that was looked at: how it stands, in a sentence, and what to do where something is wrong. */
export interface Finding {
  id: 'keychain' | 'loopback' | 'browser' | 'network' | 'clock' | 'database'
  name: string
  verdict: Verdict
  what: string
  fix: string | null
}

export function findingsOf(health: Health): Finding[] {
  return [
    keychain(health),
    loopback(health),
    browser(health),
    network(health),
    clock(health),
    database(health),
  ]
}

const keychainCodes = {
  unavailable: 'keychain_unavailable',
  locked: 'keychain_locked',
  denied: 'keychain_denied',
  timeout: 'keychain_timeout',
  checking: 'keychain_timeout',
} as const satisfies Record<string, ErrorCode>

function keychain({ keychain: { state }, unknownSecrets }: Health): Finding {
  const words = text.health.keychain
  const about = { id: 'keychain', name: words.name } as const
  if (state === 'keychain' && unknownSecrets > 0) {
    const what = `${words.good} ${words.unknown(unknownSecrets)}`
    return { ...about, verdict: 'warning', what, fix: words.unknownFix }
  }
  if (state === 'keychain') return { ...about, verdict: 'good', what: words.good, fix: null }
  if (state === 'memory')
    return { ...about, verdict: 'warning', what: text.health.keychain.memory, fix: null }
  const { what, next } = messageOf({ code: keychainCodes[state], detail: {} })
  return { ...about, verdict: 'bad', what, fix: next }
}

function loopback({ loopback: { ipv4, ipv6 } }: Health): Finding {
  const words = text.health.loopback
  const about = { id: 'loopback', name: words.name } as const
  if (!ipv4) return { ...about, verdict: 'bad', what: words.bad, fix: words.fix }
  return ipv6
    ? { ...about, verdict: 'good', what: words.good, fix: null }
    : { ...about, verdict: 'warning', what: words.ipv4Only, fix: null }
}

function browser({ browserName }: Health): Finding {
  const words = text.health.browser
  const about = { id: 'browser', name: words.name } as const
  return browserName === null
    ? { ...about, verdict: 'warning', what: words.none, fix: words.fix }
    : { ...about, verdict: 'good', what: words.good(browserName), fix: null }
}

function network({ network: { isOnline, proxies, hasExtraCa } }: Health): Finding {
  const words = text.health.network
  const what = [
    isOnline ? words.online : words.offline,
    ...proxiesText(proxies),
    hasExtraCa ? words.extraCa : words.plainCa,
  ]
  const hasUnusable = proxies.some(({ isUsable }) => !isUsable)
  return {
    id: 'network',
    name: words.name,
    verdict: hasUnusable ? 'bad' : isOnline ? 'good' : 'warning',
    what: what.join(' '),
    fix: hasUnusable ? words.socksFix : null,
  }
}

/** Institutions are named only where they don't all go the same way. */
function proxiesText(proxies: Health['network']['proxies']): string[] {
  const words = text.health.network
  if (proxies.length === 0) return [words.noInstitution]
  return proxies.map(({ host, isUsable, institutions, count }) => {
    const way = !isUsable ? words.socks(host ?? '') : host === null ? words.direct : words.proxy(host)
    if (proxies.length === 1) return way
    return words.forInstitutions(institutions.join(', '), count - institutions.length, way)
  })
}

function clock({ clock: { offsetMs, host } }: Health): Finding {
  const words = text.health.clock
  const about = { id: 'clock', name: words.name } as const
  if (offsetMs === null) return { ...about, verdict: 'good', what: words.good, fix: null }
  const direction = offsetMs > 0 ? words.behind : words.ahead
  const what = words.off(durationText(Math.abs(offsetMs)), direction, host ?? '')
  return { ...about, verdict: 'bad', what, fix: words.fix }
}

function database({ database: { isSound, faults, bytes, lastBackup } }: Health): Finding {
  const words = text.health.database
  const about = { id: 'database', name: words.name } as const
  const copy = lastBackup ? words.backup(dateTimeText(lastBackup.atMs)) : words.noBackup
  return isSound
    ? { ...about, verdict: 'good', what: `${words.good(bytesText(bytes))} ${copy}`, fix: null }
    : {
        ...about,
        verdict: 'bad',
        what: `${words.bad(faults)} ${copy}`,
        fix: lastBackup ? words.fix : words.noCopyFix,
      }
}
