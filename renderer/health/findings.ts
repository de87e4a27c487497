import type { ErrorCode } from '../../shared/errors.ts'
import type { Health } from '../../shared/models/app.ts'
import { bytesText, dateTimeText, durationText } from '../text/format.ts'
import { messageOf } from '../text/error-messages.ts'
import { text } from '../text/text.ts'

export type Verdict = 'good' | 'warning' | 'bad'

/** The result of one check: a verdict, a sentence, and what to do when something is wrong. */
export interface Finding {
  id: 'keychain' | 'loopback' | 'browser' | 'network' | 'clock' | 'database' | 'receipts'
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
    receipts(health),
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
  const labels = text.health.keychain
  const about = { id: 'keychain', name: labels.name } as const
  if (state === 'keychain' && unknownSecrets > 0) {
    const what = `${labels.good} ${labels.unknown(unknownSecrets)}`
    return { ...about, verdict: 'warning', what, fix: labels.unknownFix }
  }
  if (state === 'keychain') return { ...about, verdict: 'good', what: labels.good, fix: null }
  if (state === 'memory') return { ...about, verdict: 'warning', what: labels.memory, fix: null }
  const { what, next } = messageOf({ code: keychainCodes[state], detail: {} })
  return { ...about, verdict: 'bad', what, fix: next }
}

function loopback({ loopback: { ipv4, ipv6 } }: Health): Finding {
  const labels = text.health.loopback
  const about = { id: 'loopback', name: labels.name } as const
  if (!ipv4) return { ...about, verdict: 'bad', what: labels.bad, fix: labels.fix }
  return ipv6
    ? { ...about, verdict: 'good', what: labels.good, fix: null }
    : { ...about, verdict: 'warning', what: labels.ipv4Only, fix: null }
}

function browser({ browserName }: Health): Finding {
  const labels = text.health.browser
  const about = { id: 'browser', name: labels.name } as const
  return browserName === null
    ? { ...about, verdict: 'warning', what: labels.none, fix: labels.fix }
    : { ...about, verdict: 'good', what: labels.good(browserName), fix: null }
}

function network({ network: { isOnline, proxies, hasExtraCa } }: Health): Finding {
  const labels = text.health.network
  const what = [
    isOnline ? labels.online : labels.offline,
    ...proxiesText(proxies),
    hasExtraCa ? labels.extraCa : labels.plainCa,
  ]
  const hasUnusable = proxies.some(({ isUsable }) => !isUsable)
  return {
    id: 'network',
    name: labels.name,
    verdict: hasUnusable ? 'bad' : isOnline ? 'good' : 'warning',
    what: what.join(' '),
    fix: hasUnusable ? labels.socksFix : null,
  }
}

/** The proxies in use. Names institutions only where they use different ones. */
function proxiesText(proxies: Health['network']['proxies']): string[] {
  const labels = text.health.network
  if (proxies.length === 0) return [labels.noInstitution]
  return proxies.map(({ host, isUsable, institutions, count }) => {
    const proxy = !isUsable ? labels.socks(host ?? '') : host === null ? labels.direct : labels.proxy(host)
    if (proxies.length === 1) return proxy
    return labels.forInstitutions(institutions.join(', '), count - institutions.length, proxy)
  })
}

function clock({ clock: { offsetMs, host } }: Health): Finding {
  const labels = text.health.clock
  const about = { id: 'clock', name: labels.name } as const
  if (offsetMs === null) return { ...about, verdict: 'good', what: labels.good, fix: null }
  const direction = offsetMs > 0 ? labels.behind : labels.ahead
  const what = labels.off(durationText(Math.abs(offsetMs)), direction, host ?? '')
  return { ...about, verdict: 'bad', what, fix: labels.fix }
}

function database({ database: { isSound, faults, bytes, lastBackup } }: Health): Finding {
  const labels = text.health.database
  const about = { id: 'database', name: labels.name } as const
  const backup = lastBackup ? labels.backup(dateTimeText(lastBackup.atMs)) : labels.noBackup
  return isSound
    ? { ...about, verdict: 'good', what: `${labels.good(bytesText(bytes))} ${backup}`, fix: null }
    : {
        ...about,
        verdict: 'bad',
        what: `${labels.bad(faults)} ${backup}`,
        fix: lastBackup ? labels.fix : labels.noBackupFix,
      }
}

function receipts({ receipts: { count, damage } }: Health): Finding {
  const labels = text.receiptsHealth
  const about = { id: 'receipts', name: labels.name } as const
  if (damage === null) {
    return { ...about, verdict: 'good', what: count === 0 ? labels.none : labels.good(count), fix: null }
  }
  const when = damage.atMs === null ? labels.unknownTime : dateTimeText(damage.atMs)
  const sentences = { changed: labels.changed, missing: labels.missing, 'cut-off': labels.cutOff }
  return { ...about, verdict: 'bad', what: sentences[damage.what](damage.number, when), fix: labels.fix }
}
