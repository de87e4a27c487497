import { openHttp, type Http } from '../../electron/main/net/http.ts'
import { refresh } from '../../electron/main/connections/refresh/refresh.ts'
import { openidProfile } from '../../electron/main/institutions/openid/profile.ts'
import { newKnownServers } from '../../electron/main/oauth/known.ts'
import { refreshTokens } from '../../electron/main/oauth/refresh.ts'
import { openServer, type Server } from '../../electron/main/oauth/server.ts'
import { usualProtections } from '../../shared/usual-protections.ts'
import type { SecretService } from '../../test/support/secret-service.ts'
import {
  bareRequest,
  googleAuthLibrary,
  keeper,
  keeping,
  msal,
  oauth4webapi,
  openidClient,
  type Contender,
} from './contenders.ts'
import { bareHttp, lighterWays } from './lighter.ts'
import { atOnce, inTurn, leftOut, rowOf, type Goal, type Section, type Times } from './figures.ts'
import { openStand, startBank, type Bank } from './stand.ts'

const flights = 32

const ownChecks =
  'limits of time and size, the view of the server made for each request: the rows without them are at openid-client’s'

/** What getting new tokens takes, kept and not kept, one at a time and many at once. */
export async function refreshSections(rounds: number, secrets: SecretService | null): Promise<Section[]> {
  const bank = await startBank(1)
  const [issuer = ''] = bank.issuers
  const notes: string[] = []
  const peers = [await openidClient(issuer), await oauth4webapi(issuer)]
  try {
    peers.push(googleAuthLibrary(issuer), msal(issuer))
  } catch {
    notes.push(
      'google-auth-library and @azure/msal-node are left out: npm ci --prefix scripts/bench/peers installs them',
    )
  }
  try {
    return [
      ...(await unkept(bank, peers, rounds, notes)),
      ...(secrets === null
        ? [leftOut('Refresh, kept', 'there is no Secret Service to write into')]
        : await kept(bank, peers, rounds, secrets)),
    ]
  } finally {
    bank.close()
  }
}

async function unkept(bank: Bank, peers: Contender[], rounds: number, notes: string[]): Promise<Section[]> {
  const [issuer = ''] = bank.issuers
  const http = openHttp({ userAgent: 'Mooring/bench' })
  const profile = openidProfile(issuer, { has: 'secret', ...usualProtections }, { allowLoopbackHttp: true })
  const known = newKnownServers()
  const bare = bareHttp()
  const open = (through: Http) =>
    openServer({ http: through, known }, profile.server, { clientId: 'bench', clientSecret: 'bulk-secret' })
  const contender = (name: string, server: () => Promise<Server>): Contender => {
    const held = new Map<number, string>()
    const refresh = async (flight: number) => {
      const sub = `${name.replaceAll(/\W/g, '')}-${flight}`
      const { refreshToken } = await refreshTokens(
        await server(),
        {
          refreshToken: held.get(flight) ?? `${sub}.first`,
          previous: { issuer, sub, clientId: 'bench', signedInAtMs: null },
        },
        async () => {},
      )
      held.set(flight, refreshToken ?? '')
      return refreshToken ?? ''
    }
    return { name, refresh }
  }
  const ours = contender('Mooring’s oauth folder', () => open(http))
  const once = open(bare)
  const lighter = [
    contender('the same without limits of time and size', () => open(bare)),
    contender('also with the server’s view made once', () => once),
  ]
  try {
    const all = [bareRequest(issuer), ours, ...lighter, ...peers]
    return await compare('Refresh, tokens not kept', all, rounds, {
      base: 'openid-client',
      goals: {
        single: { of: 'ratio', most: 1.1, limit: ownChecks },
        many: { of: 'ratio', most: 1.15, limit: ownChecks },
      },
      ours: ours.name,
      notes,
    })
  } finally {
    await http.close()
    await bare.close()
  }
}

async function kept(
  bank: Bank,
  peers: Contender[],
  rounds: number,
  secrets: SecretService,
): Promise<Section[]> {
  Object.assign(process.env, secrets.env)
  const stand = await openStand(bank, { connections: flights, secrets })
  const keep = keeper(stand.harness.folder)
  const ours: Contender = {
    name: 'Mooring: decide, record, request, validate, store, show',
    async refresh(flight) {
      await refresh(stand.deps, stand.ids[flight] ?? '')
      return ''
    },
    afterwards: () => stand.deps.tokens.deletionsDone(),
  }
  const lighter: Contender[] = (stand.keychain ? lighterWays(stand.keychain, stand.deps.store) : []).map(
    ({ name, before, restore }) => ({
      ...ours,
      name,
      before,
      isSingle: true,
      afterwards: async () => {
        await stand.deps.tokens.deletionsDone()
        restore()
      },
    }),
  )
  const floor = keeping(bareRequest(bank.issuers[0] ?? ''), keep)
  try {
    const all = [floor, ours, ...lighter, ...peers.map((peer) => keeping(peer, keep))]
    return await compare('Refresh, tokens kept', all, rounds, {
      base: floor.name,
      goals: {
        single: {
          of: 'ratio',
          most: 1.8,
          limit:
            'reading the refresh token, and two commits that are forced to the disk: only the row without both reaches the goal',
        },
        many: {
          of: 'ratio',
          most: 2,
          limit:
            'gnome-keyring writes one entry after the other, however many are in flight, and reads two for each',
        },
      },
      ours: ours.name,
      notes: [],
    })
  } finally {
    keep.close()
    await stand.close()
  }
}

async function compare(
  title: string,
  contenders: Contender[],
  rounds: number,
  how: { base: string; ours: string; goals: Record<'single' | 'many', Goal>; notes: string[] },
): Promise<Section[]> {
  const section = (name: string, times: Times[], goal: Goal): Section => {
    const base = times.find(({ name }) => name === how.base) ?? null
    const rows = times.map((each) => rowOf(each, base, each.name === how.ours ? goal : null))
    return { title: `${title}, ${name}`, unit: 'p50 ms', rows, notes: how.notes }
  }
  const single = await inTurn(
    contenders.map(({ name, before, refresh, afterwards }) => ({
      name,
      ...(before ? { before } : {}),
      once: () => refresh(0),
      afterwards,
    })),
    rounds,
  )
  const many = await atOnce(
    contenders
      .filter(({ isSingle }) => isSingle !== true)
      .map(({ name, refresh, afterwards }) => ({ name, once: refresh, afterwards })),
    { times: rounds * 4, flights },
  )
  return [
    section('one at a time', single, how.goals.single),
    section(`${flights} at once`, many, how.goals.many),
  ]
}
