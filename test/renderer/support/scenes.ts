import { plainListSettings } from '../../../shared/list-arrangement.ts'
import type { LinkProgress } from '../../../shared/models/link.ts'
import type { Failure } from '../../../shared/errors.ts'
import type { Account } from '../../../shared/models/account.ts'
import type { Activity } from '../../../shared/models/activity.ts'
import type { Connection } from '../../../shared/models/connection.ts'
import type { Institution } from '../../../shared/models/institution.ts'
import type { Registration } from '../../../shared/models/registration.ts'
import type { Transaction } from '../../../shared/models/transaction.ts'
import { usualProtections } from '../../../shared/usual-protections.ts'
import type { SetupPreview } from '../../../shared/models/setup.ts'
import { noData } from './fake-datasets.ts'
import { disclose, type Scene } from './fake-mooring.ts'
import { noScripts } from './fake-scripts.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
const yearMs = 365 * dayMs

const akoyaProducts: Connection['grantable'] = [
  'accounts',
  'balances',
  'transactions',
  'investments',
  'payments',
  'customers',
  'statements',
  'taxes',
]

const mikomoRegistration: Registration = {
  id: 'r1',
  name: 'Mikomo sandbox',
  environment: { kind: 'mikomo' },
  clientId: 'mooring-4f1f2f1e-5d0a-4c4e-9f5b-6a1d1c0b7a51',
  hasSecret: true,
  publicKey: null,
  protections: usualProtections,
  scopes: ['openid', 'profile', 'offline_access'],
  redirect: { mode: 'loopback' },
  readsNumbers: false,
  createdAtMs: Date.now() - 400 * dayMs,
}

const treasuryRegistration: Registration = {
  ...mikomoRegistration,
  id: 'r2',
  name: 'Treasury desk',
  environment: { kind: 'akoya-sandbox' },
  clientId: 'b1f9f1de-treasury',
  redirect: { mode: 'fixed', uri: 'http://localhost:8080/callback' },
}

const companyRegistration: Registration = {
  ...mikomoRegistration,
  id: 'r3',
  name: 'Company sign-in',
  environment: { kind: 'openid', issuer: 'https://login.example.com/' },
  clientId: 'mooring-desktop',
  hasSecret: false,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
}

export const mikomo: Institution = {
  id: 'i1',
  registrationId: 'r1',
  connector: 'mikomo',
  name: 'Mikomo',
  consentDays: 365,
  createdAtMs: Date.now() - 400 * dayMs,
}

const mikomoAccounts: Account[] = [
  account('a1', 'Everyday checking', 421_807, { type: 'CHECKING', mask: '0071' }),
  account('a2', 'High-yield savings', 6_194_055, { type: 'SAVINGS', mask: '3390' }),
  account('a3', 'Brokerage', 20_311_520, { category: 'investment', type: 'BROKERAGE', mask: '8812' }),
  account('a4', 'Platinum card', 130_266, {
    category: 'line-of-credit',
    type: 'CREDITCARD',
    mask: '1104',
    balanceType: 'liability',
  }),
]

export function mikomoConnection(change: Partial<Connection> = {}): Connection {
  const now = Date.now()
  const connection: Connection = {
    id: 'c1',
    labels: [],
    registrationId: 'r1',
    registrationName: 'Mikomo sandbox',
    stage: 'sandbox',
    institutionId: 'i1',
    institutionName: 'Mikomo',
    signedInAs: 'mikomo_7',
    status: 'active',
    problem: null,
    refreshing: false,
    isTokenUnsaved: false,
    permissions: ['accounts', 'balances', 'transactions', 'investments'],
    grantable: akoyaProducts,
    readable: akoyaProducts.filter((one) => one !== 'payments'),
    scopes: {
      asked: ['openid', 'profile', 'offline_access'],
      granted: ['openid', 'profile', 'offline_access'],
    },
    accounts: mikomoAccounts,
    linkedAtMs: now - 5 * dayMs,
    refreshedAtMs: now - 2 * minuteMs,
    dataAsOfMs: now - 2 * minuteMs,
    oldestDataDay: null,
    oldestDataMs: now - 2 * minuteMs,
    accountCount: 0,
    unavailableCount: 0,
    unreadableCount: 0,
    sharesAccounts: true,
    hasReader: true,
    refreshLife: null,
    hasRefreshToken: true,
    isPartial: false,
    accountSearchText: '',
    tokenGoodUntilMs: now + 24 * hourMs,
    consentUntilMs: now + 360 * dayMs,
    undoUntilMs: null,
    refreshPolicy: { target: null, policy: { kind: 'planned', hours: null } },
    maintenance: [],
    nextTryAtMs: (change.status ?? 'active') === 'active' ? now + 21 * hourMs : null,
    revokeUntilMs: null,
    isRevocable: ['active', 'revoking', 'revocation-pending'].includes(change.status ?? 'active'),
    mayRemain: change.status === 'cannot-revoke',
    removing: false,
    receipt: null,
    settingsPage: null,
    authorizationDetails: { asked: null, granted: null },
    boundTo: null,
    hubConsent: null,
    consentId: '3b9e21c4-7d55-4c1f-a1f2-52d4a9a1f0de',
    ...change,
  }
  const readAtMs = connection.dataAsOfMs
  const accounts = connection.accounts.map((one) =>
    one.asOfMs === null || readAtMs === null ? one : { ...one, asOfMs: readAtMs },
  )
  return { ...connection, accounts, ...summed(connection) }
}

/** Twelve logins of one bank, as one firm may have them: long, alike in their beginnings and ends, some with the same label. */
export function twelveLoginsScene(): Scene {
  return {
    ...mikomoScene(),
    registrations: [mikomoRegistration, treasuryRegistration],
    institutions: [
      mikomo,
      { ...mikomo, id: 'i2', registrationId: 'r2', connector: 'northbridge', name: 'Northbridge Bank' },
    ],
    connections: Array.from({ length: 12 }, (_, index) =>
      mikomoConnection({
        id: `c${index + 1}`,
        institutionId: 'i2',
        institutionName: 'Northbridge Bank',
        registrationId: 'r2',
        registrationName: 'Treasury desk',
        signedInAs: `treasury-${String(index + 1).padStart(2, '0')}@harborfund.example`,
        labels: index % 3 === 0 ? [] : ['Household accounts'],
        linkedAtMs: Date.now() - (40 - index) * dayMs,
        consentUntilMs: Date.now() + (325 + index) * dayMs,
        accounts: accounts(1 + (index % 4)),
      }),
    ),
  }
}

/** A week of several logins: one failed, one was removed, and two have the same institution. */
export function activityScene(): Scene {
  const scene = accountsScene()
  const by = (connectionId: string, institutionName: string, login: string | null, ...labels: string[]) => ({
    connectionId,
    institutionName,
    login,
    labels,
  })
  const mikomo7 = by('c1', 'Mikomo', 'mikomo_7', 'Household')
  const mikomo4 = by('c-removed', 'Mikomo', 'mikomo_4', 'Payroll desk')
  const ops = by('c2', 'Northbridge Bank', 'ops@treasury.example', 'Treasury')
  const fund = by('c3', 'Crane Brokerage', 'analyst@fund.example', 'Fund II')
  const offline: Failure = {
    code: 'server_unavailable',
    detail: { host: 'products.example.com', status: 503 },
  }
  const lines: Activity[] = [
    line(12, 'accounts_read', 2 * minuteMs, {
      ...mikomo7,
      accounts: 4,
      durationMs: 340,
      interactionId: '7f3ac210-1c21-4bd2-8f2e-0a0b0c0d0e0f',
    }),
    line(11, 'refreshed', 2 * minuteMs, { ...mikomo7, durationMs: 212 }),
    line(10, 'accounts_exported', 9 * minuteMs, ops),
    line(9, 'accounts_read', 26 * minuteMs, { ...ops, accounts: 4, durationMs: 1814 }),
    line(8, 'refresh_failed', dayMs, { ...ops, attempts: 2, status: 503, problem: offline }),
    line(7, 'removed', dayMs + hourMs, mikomo4),
    line(6, 'revoked', dayMs + hourMs + minuteMs, { ...mikomo4, status: 200 }),
    line(5, 'revoke_requested', dayMs + hourMs + 2 * minuteMs, mikomo4),
    line(4, 'ended', 4 * dayMs, { ...fund, problem: { code: 'grant_ended', detail: {} } }),
    line(3, 'linked', 5 * dayMs, mikomo7),
    line(2, 'linked', 5 * dayMs + hourMs, fund),
    line(1, 'linked', 5 * dayMs + 2 * hourMs, by('c0', 'Old Mill Bank', null)),
  ]
  return { ...scene, activity: lines }
}

/** Accounts in several currencies and of every kind, under several logins and labels, some of them not current. */
export function accountsScene(): Scene {
  const now = Date.now()
  const of = (id: string, change: Partial<Connection>) =>
    mikomoConnection({ id, registrationId: 'r2', registrationName: 'Treasury desk', ...change })
  const card = { category: 'line-of-credit', type: 'CREDITCARD', balanceType: 'liability' } as const
  return {
    ...mikomoScene(),
    registrations: [mikomoRegistration, treasuryRegistration],
    connections: [
      mikomoConnection({ labels: ['Household'] }),
      of('c2', {
        institutionId: 'i2',
        institutionName: 'Northbridge Bank',
        signedInAs: 'ops@treasury.example',
        labels: ['Treasury'],
        accounts: [
          account('n1', 'Operating', 120_477_213, { type: 'CHECKING', mask: '4410' }),
          account('n2', 'Payroll', 8_841_000, { type: 'CHECKING', mask: '4411' }),
          account('n3', 'Term loan', 64_000_000, {
            category: 'loan',
            type: 'COMMERCIALLOAN',
            mask: '9007',
            balances: { principal: '640000.00' },
            balanceType: 'liability',
          }),
          account('n4', 'Euro account', 1_204_050, { mask: '4420', currency: 'EUR' }),
        ],
      }),
      of('c3', {
        institutionId: 'i3',
        institutionName: 'Crane Brokerage',
        signedInAs: 'analyst@fund.example',
        labels: ['Fund II'],
        status: 'needs-consent',
        problem: { code: 'grant_ended', detail: {} },
        dataAsOfMs: now - 4 * dayMs,
        refreshedAtMs: now - 4 * dayMs,
        accounts: [
          account('b1', 'Brokerage', 211_840_055, {
            category: 'investment',
            type: 'BROKERAGE',
            mask: '2231',
            currency: 'EUR',
          }),
          account('b2', 'Margin card', 4_000, { ...card, mask: '2232', currency: 'EUR' }),
        ],
      }),
      of('c4', {
        institutionId: 'i4',
        institutionName: 'Seaward Investments',
        signedInAs: 'retirement',
        accounts: [
          account('s1', 'Kabu account', 0, {
            category: 'investment',
            type: 'BROKERAGE',
            mask: '7730',
            currency: 'JPY',
            balances: { value: '20311520' },
          }),
          account('s2', 'Points', 0, { currency: null, balances: { current: '1204.5' } }),
          account('s3', 'Annuity', null, { category: 'annuity', unavailable: true }),
        ],
      }),
    ],
  }
}

/** What the list says of the accounts. */
function summed({ accounts, dataAsOfMs }: Connection): Partial<Connection> {
  return {
    accountCount: accounts.length,
    unavailableCount: accounts.filter(({ unavailable, isEarlier }) => unavailable || isEarlier).length,
    accountSearchText: accounts.map(({ name, mask }) => `${name} ${mask ?? ''}`).join('\n'),
    oldestDataMs: dataAsOfMs,
  }
}

/** Nothing linked, nothing registered but what the app makes itself when Mikomo is first tried. */
export function emptyScene(): Scene {
  return {
    app: { version: '0.1.0', platform: 'linux', problem: null, backup: null, readOnly: null },
    keychain: { state: 'keychain' },
    clock: { offsetMs: null, host: null },
    connections: [],
    list: plainListSettings,
    registrations: [mikomoRegistration],
    institutions: [mikomo],
    activity: [],
    links: [],
    unclaimed: [],
    preferences: {
      quiet: false,
      notifyConsent: true,
      notifyBroken: true,
      notifyRetry: false,
      quietHours: null,
      theme: 'system',
      keepsRunning: true,
      areScriptsOn: false,
      csvWithoutMark: false,
      updates: true,
      updateFeed: null,
      disclosure: { thirdParty: '', service: '', certification: '' },
    },
    policies: [],
    background: { hasTray: true, login: 'off' },
    exportFolder: null,
    browser: null,
    updates: {
      state: 'newest',
      version: null,
      percent: null,
      lookedAtMs: Date.now() - 300_000,
      problem: null,
      builtInFeed: 'https://updates.example/mooring/',
    },
    openRequest: null,
    setup: null,
    relinks: [],
    data: { datasets: [], coverage: [], runs: [], ofConnection: noData, totals: [], place: null },
    scripts: noScripts,
    health: {
      atMs: Date.now(),
      keychain: { state: 'keychain' },
      loopback: { ipv4: true, ipv6: true },
      browserName: 'Firefox',
      network: { isOnline: true, proxies: [], hasExtraCa: false },
      clock: { offsetMs: null, host: null },
      database: {
        isSound: true,
        faults: 0,
        bytes: 131_072,
        durationMs: 12,
        lastBackup: { atMs: Date.now() - 3_600_000, connections: 1 },
      },
      receipts: { count: 12, newest: 'a'.repeat(64), damage: null },
      unknownSecrets: 0,
      versions: { mooring: '0.1.0', system: 'linux 6.8.0 x64', electron: '45.4.1', chrome: '150.0' },
    },
    transactions: {
      transactions: [
        movement('t1', 'Corner Grocery', -4218, { isPending: true, category: 'Groceries' }),
        movement('t2', 'Payroll', 240_000, { category: 'Income' }),
        movement('t3', 'City Transit', -275, { category: 'Transport' }),
      ],
      next: null,
      unreadable: 0,
      repeats: 0,
      isPartial: false,
      interactionId: '7f3ac210-1c21-4bd2-8f2e-0a0b0c0d0e0f',
    },
  }
}

export function mikomoScene(change: Partial<Connection> = {}): Scene {
  return {
    ...emptyScene(),
    connections: [mikomoConnection(change)],
    activity: [
      line(4, 'refreshed', 2 * minuteMs, { durationMs: 212 }),
      line(3, 'accounts_read', 5 * dayMs, {
        accounts: 4,
        durationMs: 340,
        interactionId: '7f3ac210-1c21-4bd2-8f2e-0a0b0c0d0e0f',
      }),
      line(2, 'linked', 5 * dayMs),
    ],
  }
}

/** Fourteen connections, every status and the problems that a row can have. */
export function everyStatusScene(): Scene {
  const now = Date.now()
  const started = (ageMs: number) => ({ linkedAtMs: now - ageMs, consentUntilMs: now - ageMs + yearMs })
  const failed = (code: Failure['code'], detail: Failure['detail'] = {}): Failure => ({ code, detail })
  const receipt = { revokedAtMs: now - 3 * dayMs, host: 'sandbox-idp.example.com', status: 200, attempts: 1 }
  const rows: (Partial<Connection> & { institutionName: string })[] = [
    { institutionName: 'Mikomo Financial', signedInAs: 'mikomo_7' },
    {
      institutionName: 'Northbridge Bank',
      signedInAs: 'Operating accounts',
      ...started(359 * dayMs),
      dataAsOfMs: now - 3 * hourMs,
      accounts: accounts(3),
    },
    {
      institutionName: 'Crane Brokerage',
      signedInAs: 'analyst@fund',
      ...started(90 * dayMs),
      status: 'needs-consent',
      problem: failed('grant_ended'),
      dataAsOfMs: now - 2 * dayMs,
      accounts: accounts(11),
      tokenGoodUntilMs: null,
    },
    {
      institutionName: 'Harbor Savings',
      signedInAs: 'payroll',
      ...started(112 * dayMs),
      dataAsOfMs: now - 11 * minuteMs,
      accounts: accounts(2),
      stage: 'production',
    },
    {
      institutionName: 'Lumen Credit Union',
      signedInAs: 'joint',
      ...started(198 * dayMs),
      problem: failed('rate_limited', { host: 'products.example.com', untilMs: now + 20 * minuteMs }),
      nextTryAtMs: now + 20 * minuteMs,
      dataAsOfMs: now - 34 * minuteMs,
      accounts: accounts(4),
    },
    {
      institutionName: 'Pinevale Trust',
      signedInAs: 'J. Ortega',
      status: 'revocation-pending',
      problem: failed('server_unavailable', { host: 'idp.pinevale.example' }),
      nextTryAtMs: now + 4 * minuteMs,
      accounts: accounts(1),
      tokenGoodUntilMs: null,
    },
    {
      institutionName: 'Seaward Investments',
      signedInAs: 'retirement',
      ...started(284 * dayMs),
      dataAsOfMs: now - 38 * minuteMs,
      accounts: [
        ...accounts(5),
        account('gone', 'Annuity', null, { unavailable: true, category: 'annuity' }),
      ],
    },
    {
      institutionName: 'Tidewater Bank',
      signedInAs: 'old treasury',
      status: 'revoked',
      receipt,
      ...started(61 * dayMs),
      refreshedAtMs: now - 3 * dayMs - 2 * hourMs,
      accounts: [],
      dataAsOfMs: null,
      tokenGoodUntilMs: null,
    },
    {
      institutionName: 'Alder & Sons',
      signedInAs: 'desk 4',
      status: 'revoking',
      undoUntilMs: now + 5000,
      tokenGoodUntilMs: null,
      accounts: accounts(2),
    },
    {
      institutionName: 'Old Mill Bank',
      signedInAs: 'm.ruiz',
      status: 'cannot-revoke',
      problem: failed('revocation_unsupported'),
      accounts: accounts(1),
      tokenGoodUntilMs: null,
    },
    {
      institutionName: 'Company sign-in',
      signedInAs: 'ana@example.com',
      stage: 'other',
      registrationName: 'Company sign-in',
      registrationId: 'r3',
      permissions: ['identity'],
      grantable: ['identity', 'email'],
      readable: ['identity', 'email'],
      sharesAccounts: false,
      accounts: [],
      dataAsOfMs: null,
    },
    { institutionName: 'Bellwether', signedInAs: 'fx', refreshing: true, accounts: accounts(6) },
    {
      institutionName: 'Quayside Mutual',
      signedInAs: 'reserve',
      problem: failed('offline', { host: 'products.example.com' }),
      nextTryAtMs: now + 6 * minuteMs,
      dataAsOfMs: now - 26 * hourMs,
      accounts: accounts(3),
    },
    {
      institutionName: 'Zephyr Capital',
      signedInAs: 'fund 2',
      status: 'needs-consent',
      problem: failed('secret_missing'),
      accounts: accounts(2),
      tokenGoodUntilMs: null,
    },
  ]
  const institutions = rows.map(({ institutionName }, index): Institution => ({
    ...mikomo,
    id: `i${index + 1}`,
    registrationId: index === 0 ? 'r1' : index === 10 ? 'r3' : 'r2',
    connector: index === 10 ? null : institutionName.toLowerCase().replaceAll(/[^a-z]+/g, '-'),
    name: institutionName,
  }))
  return {
    ...mikomoScene(),
    registrations: [mikomoRegistration, treasuryRegistration, companyRegistration],
    institutions,
    connections: rows.map((row, index) =>
      mikomoConnection({
        registrationId: index === 0 ? 'r1' : 'r2',
        registrationName: index === 0 ? 'Mikomo sandbox' : 'Treasury desk',
        id: `c${index + 1}`,
        institutionId: `i${index + 1}`,
        // Data is read by a refresh: neither is newer than the other.
        ...(row.dataAsOfMs && { refreshedAtMs: row.dataAsOfMs }),
        ...row,
      }),
    ),
  }
}

export function line(
  id: number,
  kind: Activity['kind'],
  agoMs: number,
  more: Partial<Activity> = {},
): Activity {
  return {
    id,
    connectionId: 'c1',
    institutionName: 'Mikomo',
    login: 'mikomo_7',
    labels: [],
    atMs: Date.now() - agoMs,
    kind,
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
    ...more,
  }
}

function movement(
  id: string,
  description: string,
  cents: number,
  more: Partial<Transaction> = {},
): Transaction {
  return {
    id,
    day: new Date(Date.now() - dayMs).toISOString().slice(0, 10),
    postedAtMs: null,
    madeAtMs: null,
    description,
    category: null,
    amount: { amount: (cents / 100).toFixed(2), currency: 'USD' },
    direction: cents < 0 ? 'debit' : 'credit',
    isPending: false,
    unreadable: [],
    ...more,
  }
}

function account(id: string, name: string, cents: number | null, more: Partial<Account> = {}): Account {
  return {
    key: id,
    id,
    category: 'deposit',
    type: null,
    name,
    mask: null,
    currency: 'USD',
    balances: cents === null ? {} : { current: (cents / 100).toFixed(2) },
    balanceType: 'asset',
    asOfDay: null,
    asOfMs: Date.now() - 2 * minuteMs,
    unavailable: false,
    isEarlier: false,
    unreadable: [],
    ...more,
  }
}

function accounts(count: number): Account[] {
  return Array.from({ length: count }, (_, index) =>
    account(`a${index}`, `Account ${index + 1}`, 100_000 + index * 4321, { mask: `${2000 + index}` }),
  )
}

/** So many connections, with what a list of them looks like: of every status in turn, labelled, grouped by institution. */
export function manyScene(count: number): Scene {
  const scene = everyStatusScene()
  const kinds = scene.connections
  return {
    ...scene,
    connections: Array.from({ length: count }, (_, index) => {
      const kind = kinds[index % kinds.length] ?? mikomoConnection()
      return {
        ...kind,
        id: `m${index}`,
        signedInAs: `${kind.signedInAs} ${index + 1}`,
        labels: index % 3 === 0 ? [`Desk ${index % 40}`] : [],
      }
    }),
  }
}

/** Names as nobody should send them, amounts and fields as somebody will. */
export function oddScene(): Scene {
  const scene = mikomoScene()
  const many = Array.from({ length: 5000 }, (_, index) =>
    account(`n${index}`, `Sub-account ${index + 1}`, index * 100, { mask: String(index).padStart(4, '0') }),
  )
  const odd = [
    account('o1', 'Bitcoin', 12_345_678, { currency: 'BTC', balances: { current: '0.12345678' } }),
    account('o2', 'Points', 150_000_000, { currency: null, balances: { current: '1.5' } }),
    account('o3', 'Yen', 1200, { currency: 'JPY', balances: { current: '1200' } }),
    account('o4', '<img src=x onerror="document.title=\'owned\'">', 100),
    account('o5', 'Account', null, { asOfMs: null, type: null }),
  ]
  const rows: Partial<Connection>[] = [
    {
      institutionName: '<b onclick="alert(1)">Bold & Sons</b>',
      signedInAs: '<script>alert(1)</script>',
      accounts: odd,
    },
    { institutionName: 'A'.repeat(500), signedInAs: 'word '.repeat(100).trim(), labels: ['L'.repeat(200)] },
    { institutionName: 'بنك الشرق الأوسط', signedInAs: 'محمد · 4 accounts' },
    { institutionName: '\u202Eknab lautcA', signedInAs: '👩‍👩‍👧‍👦 family' },
    { institutionName: '🏦🏦🏦 Bank', signedInAs: '𝒜𝓃𝓃𝒶', accounts: many },
    {
      institutionName: 'Nothing told',
      signedInAs: '',
      accounts: [],
      refreshedAtMs: null,
      sharesAccounts: false,
      dataAsOfMs: null,
      tokenGoodUntilMs: null,
      consentId: null,
    },
  ]
  return {
    ...scene,
    connections: rows.map((row, index) => mikomoConnection({ id: `o${index}`, ...row })),
  }
}

/** A registration with 160 institutions, several logins at some of them. */
export function manyInstitutionsScene(): Scene {
  const scene = everyStatusScene()
  const places = ['Harbor', 'Seaward', 'Quayside', 'Pinevale', 'Lumen', 'Tidewater', 'Alder', 'Wharf']
  const kinds = ['Bank', 'Credit Union', 'Savings', 'Brokerage', 'Trust']
  return {
    ...scene,
    institutions: [
      ...scene.institutions,
      ...Array.from({ length: 150 }, (_, index): Institution => {
        const name = `${places[index % 8]} ${kinds[index % 5]} ${Math.floor(index / 8) + 1}`
        return {
          ...mikomo,
          id: `many${index}`,
          registrationId: 'r2',
          connector: name.toLowerCase().replaceAll(' ', '-'),
          name,
        }
      }),
    ],
  }
}

/** A link that waits for the user to compare a code. */
export function codeScene(): Scene {
  const scene = everyStatusScene()
  const link: LinkProgress = {
    id: 'l1',
    institutionId: 'i2',
    institutionName: 'Northbridge Bank',
    registrationName: 'Treasury desk',
    connectionId: null,
    loginName: null,
    step: 'waiting',
    redirectUri: null,
    flow: 'device',
    disclosure: disclose(scene, 'i2', Date.now()),
    device: { userCode: 'WDJB-MJHT', verificationUri: 'https://northbridge.example/device' },
    hasDeviceFlow: true,
    deadlineMs: Date.now() + 271_000,
    linkedConnectionId: null,
    problem: null,
  }
  return { ...scene, links: [link] }
}

const noItems = { new: 0, exists: 0, unusable: 0 }
/** What a setup file of another computer would add. */
export const setupPreview: SetupPreview = {
  exportedAtMs: Date.UTC(2026, 10, 20, 12),
  items: [
    { kind: 'registration', state: 'new', name: 'Books (2)', renamedFrom: 'Books' },
    { kind: 'institution', state: 'exists', name: 'Northbridge Bank', renamedFrom: null },
    { kind: 'connection', state: 'new', name: 'Northbridge Bank, ana', renamedFrom: null },
    { kind: 'connection', state: 'unusable', name: 'Orphan, ben', renamedFrom: null },
  ],
  counts: {
    registration: { ...noItems, new: 1 },
    institution: { ...noItems, exists: 1 },
    connection: { ...noItems, new: 1, unusable: 1 },
  },
  unreadable: 3,
  hasSettings: true,
}

/** A computer on which a setup file was imported: two connections are to be linked again, and the client secret is missing. */
export function movedScene(): Scene {
  const scene = everyStatusScene()
  const registration = scene.registrations.find(
    ({ id }) => id === scene.institutions.find(({ id: own }) => own === 'i2')?.registrationId,
  )
  if (!registration) throw new Error('no registration')
  scene.registrations = scene.registrations.map((one) =>
    one.id === registration.id ? { ...one, hasSecret: false } : one,
  )
  const common = {
    institutionId: 'i2',
    institutionName: 'Northbridge Bank',
    registrationId: registration.id,
    registrationName: registration.name,
    credential: 'secret' as const,
    hasCertificate: false,
  }
  scene.relinks = [
    { ...common, id: 'm1', login: 'ana', labels: ['Client A', 'Payroll'] },
    { ...common, id: 'm2', login: 'ben', labels: [] },
  ]
  return scene
}
