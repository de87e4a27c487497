import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import type { ConsentQuestion } from '../electron/main/scripts/consent-question.ts'
import { consentQuestion, hostileName } from '../test/support/consent-question.ts'
import { someTarget } from '../test/support/team-target.ts'
import { openPromptStage } from '../test/support/prompt-page.ts'
import type { UpdateStatus } from '../shared/models/updates.ts'
import type { Scene } from '../test/renderer/support/fake-mooring.ts'
import { openStage, rowName, untilRead, type WindowOptions } from '../test/renderer/support/open-window.ts'
import {
  balancesOnlyScene,
  dataScene,
  everyDatasetScene,
  manyDatasetsScene,
  revokedWithDataScene,
} from '../test/renderer/support/data-scenes.ts'
import { noScriptsScene, oddScriptsScene, scriptsScene } from '../test/renderer/support/script-scenes.ts'
import {
  accountsScene,
  activityScene,
  codeScene,
  emptyScene,
  everyStatusScene,
  manyInstitutionsScene,
  manyScene,
  mikomoConnection,
  mikomoScene,
  movedScene,
  setupPreview,
  oddScene,
  twelveLoginsScene,
} from '../test/renderer/support/scenes.ts'

// Every view and state of the window as a picture: `npm run screenshots -- --out DIR`, or some: `--only dark,pane`.

const { values } = parseArgs({
  options: { out: { type: 'string', default: 'screenshots' }, only: { type: 'string' } },
})
const folder = resolve(values.out)
mkdirSync(folder, { recursive: true })

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const open = (name: string) => (page: Page) => rowName(page, name).first().click()
const offline = { code: 'offline', detail: { host: 'products.example.com' } } as const

const updating = (change: Partial<UpdateStatus>) => (): Scene => {
  const scene = everyStatusScene()
  return { ...scene, updates: { ...scene.updates, ...change } }
}

const openDatasets = press(/^Data/)
const running = (): Scene => {
  const scene = dataScene()
  const datasets = scene.data.datasets.map((one) => ({ ...one, isRunning: one.id === 'd2' }))
  return { ...scene, data: { ...scene.data, datasets } }
}
const openScripts = press(/^Scripts & tools/)
const teamScene = (): Scene => {
  const scene = dataScene()
  const [first, ...others] = scene.data.datasets
  if (!first) throw new Error('there is no dataset')
  const problem = { code: 'team_unreachable', detail: { host: someTarget.host } } as const
  const team = { target: someTarget, authorityFile: null, copiedAtMs: Date.now() - 5 * 3_600_000, problem }
  return { ...scene, data: { ...scene.data, datasets: [{ ...first, team }, ...others] } }
}
const openTeam = async (page: Page) => {
  await openDatasets(page)
  await press(/^Settings of the team copy of/)(page)
}
const refreshLifeScene = (): Scene => {
  const dayMs = 24 * 3_600_000
  const connection = mikomoConnection({
    institutionName: 'Schwab',
    signedInAs: 'retirement',
    accounts: [],
    dataAsOfMs: null,
    sharesAccounts: false,
    hasReader: false,
    permissions: [],
    grantable: [],
    readable: [],
    scopes: { asked: ['api'], granted: ['api'] },
    refreshLife: { fromMs: Date.now() - 6 * dayMs, untilMs: Date.now() + dayMs },
  })
  return { ...mikomoScene(), connections: [connection] }
}
const numbersScene = (): Scene => {
  const scene = mikomoScene()
  for (const { permissions, readable } of scene.connections) {
    permissions.push('payments')
    readable.push('payments')
  }
  return scene
}
/** In the form of a registration. */
const chooseCertificate = async (page: Page) => {
  await page.getByRole('radio', { name: /^A client certificate/ }).check({ force: true })
  await press('Choose a file…')(page)
  await page.getByLabel('Password of the certificate').fill('right')
  await press('Read the certificate')(page)
  await page.getByText('CN=Treasury desk').waitFor()
}
const fillPlainOAuth = async (page: Page) => {
  await press('Add registration')(page)
  await page.getByRole('radio', { name: 'OAuth 2 server without OpenID' }).check({ force: true })
  await page.getByLabel('Metadata address (issuer)').fill('https://login.example.com/')
  await chooseCertificate(page)
  await page
    .getByLabel('Authorization details')
    .fill('{\n  "type": "account_information",\n  "actions": ["list_accounts", "read_balances"]\n}')
  await page.getByLabel('Extra authorization parameters').fill('audience=https://api.example.com/?a=1&b=2')
}
const openDatasetDialog = async (page: Page) => {
  await openDatasets(page)
  await press('New dataset')(page)
  await page.getByLabel('Name').fill('Treasury weekly')
}

interface View extends Omit<WindowOptions, 'scene'> {
  /** Made when its picture is taken: what it says of times is true then. */
  scene: () => Scene
  reach?: (page: Page) => Promise<unknown>
}

const views: Record<string, View> = {
  policy: {
    scene: mikomoScene,
    reach: async (page) => {
      await open('Mikomo')(page)
      await press('Change the refresh policy of Mikomo')(page)
      await page.getByText('Every few hours').click()
      await page.getByText('Only in these hours').click()
    },
  },
  'policy-never': {
    scene: () =>
      mikomoScene({
        refreshPolicy: { target: { kind: 'label', label: 'Books' }, policy: { kind: 'never' } },
      }),
    reach: open('Mikomo'),
  },
  'quiet-hours': {
    scene: () => {
      const scene = mikomoScene()
      const { preferences } = scene
      return {
        ...scene,
        preferences: { ...preferences, quietHours: { from: '22:00', to: '07:00' } },
        policies: [{ target: { kind: 'label', label: 'Books' }, policy: { kind: 'daily', at: '07:00' } }],
      }
    },
    reach: (page) => page.keyboard.press('Control+9'),
  },
  'first-run': { scene: emptyScene },
  one: { scene: mikomoScene, reach: open('Mikomo') },
  many: {
    scene: () => manyScene(10_000),
    reach: (page) => page.locator('[aria-rowcount="10001"]').waitFor(),
  },
  'every-status': { scene: everyStatusScene },
  'twelve-logins': { scene: twelveLoginsScene },
  'twelve-logins-pane': { scene: twelveLoginsScene, reach: open('Northbridge Bank') },
  'twelve-logins-narrow': { scene: twelveLoginsScene, size: { width: 720, height: 520 } },
  'list-menu': { scene: everyStatusScene, reach: press('More actions') },
  'revoke-several': {
    scene: everyStatusScene,
    reach: async (page) => {
      await press('More actions')(page)
      await page.getByRole('menuitem').click()
    },
  },
  'revoking-several': {
    scene: everyStatusScene,
    reach: async (page) => {
      await press('More actions')(page)
      await page.getByRole('menuitem').click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Revoke/ })
        .click()
    },
  },
  pane: { scene: everyStatusScene, reach: open('Mikomo Financial') },
  'pane-ended': { scene: everyStatusScene, reach: open('Crane Brokerage') },
  'pane-revoked': { scene: everyStatusScene, reach: open('Tidewater Bank') },
  dark: { scene: everyStatusScene, colorScheme: 'dark', reach: open('Mikomo Financial') },
  'high-contrast': { scene: everyStatusScene, forcedColors: 'active', reach: open('Crane Brokerage') },
  'needs-attention': { scene: everyStatusScene, reach: press(/^Needs attention/) },
  'fix-one-by-one': { scene: everyStatusScene, reach: press('Fix one by one') },
  search: {
    scene: everyStatusScene,
    reach: (page) => page.getByRole('searchbox').fill('bank'),
  },
  grouped: {
    scene: everyStatusScene,
    reach: (page) => page.getByLabel('Group by').selectOption('registration'),
  },
  selected: {
    scene: everyStatusScene,
    reach: (page) => page.getByLabel('Select all shown').check(),
  },
  transactions: {
    scene: mikomoScene,
    reach: async (page) => {
      await open('Mikomo')(page)
      await press('Transactions of Everyday checking')(page)
    },
  },
  'transactions-narrow': {
    scene: mikomoScene,
    size: { width: 720, height: 520 },
    reach: async (page) => {
      await open('Mikomo')(page)
      await press('Transactions of Everyday checking')(page)
      await page.getByLabel('Period').selectOption('custom')
    },
  },
  'link-choose': { scene: everyStatusScene, reach: press('Link institution') },
  'link-disclosure': {
    scene: everyStatusScene,
    reach: async (page) => {
      await press('Link institution')(page)
      await page.getByRole('dialog').getByRole('button', { name: 'Northbridge Bank' }).click()
      await page.getByRole('button', { name: 'Continue in the browser' }).waitFor()
    },
  },
  'link-many': { scene: manyInstitutionsScene, reach: press('Link institution') },
  'link-waiting': { scene: emptyScene, reach: press('Link Mikomo') },
  'link-code': { scene: codeScene },
  label: {
    scene: everyStatusScene,
    reach: async (page) => {
      await open('Harbor Savings')(page)
      await press(/^Labels of Harbor Savings/)(page)
    },
  },
  accounts: { scene: accountsScene, reach: press(/^Accounts/) },
  'accounts-grouped': {
    scene: accountsScene,
    reach: async (page) => {
      await press(/^Accounts/)(page)
      await page.getByLabel('Group by').selectOption('label')
    },
  },
  'accounts-dark': { scene: accountsScene, colorScheme: 'dark', reach: press(/^Accounts/) },
  'accounts-narrow': {
    scene: accountsScene,
    size: { width: 720, height: 520 },
    reach: press(/^Accounts/),
  },
  'accounts-odd': { scene: oddScene, reach: press(/^Accounts/) },
  'accounts-empty': { scene: emptyScene, reach: press(/^Accounts/) },
  'accounts-over-time': { scene: dataScene, reach: press(/^Accounts/) },
  data: { scene: dataScene, reach: openDatasets },
  'data-dark': { scene: dataScene, colorScheme: 'dark', reach: openDatasets },
  'data-states': { scene: everyDatasetScene, reach: openDatasets },
  'data-runs': {
    scene: dataScene,
    reach: async (page) => {
      await openDatasets(page)
      await press('Runs')(page)
    },
  },
  'data-running': {
    scene: running,
    reach: async (page) => {
      await openDatasets(page)
      await page.getByRole('progressbar').waitFor()
      await page.evaluate(() => {
        const value = { id: 'd2', accounts: 8, share: 0.4, ofAccounts: 14, rows: 1204 }
        dispatchEvent(new CustomEvent('mooring', { detail: { name: 'dataset.progress', value } }))
      })
    },
  },
  'data-balances-only': { scene: balancesOnlyScene, reach: openDatasets },
  'data-many': { scene: manyDatasetsScene, reach: openDatasets },
  'data-narrow': { scene: everyDatasetScene, size: { width: 720, height: 520 }, reach: openDatasets },
  'data-zoom-200': { scene: dataScene, size: { width: 360, height: 260 }, scale: 2, reach: openDatasets },
  'data-high-contrast': { scene: everyDatasetScene, forcedColors: 'active', reach: openDatasets },
  'data-empty': { scene: mikomoScene, reach: openDatasets },
  'data-remove': {
    scene: dataScene,
    reach: async (page) => {
      await openDatasets(page)
      await press('More: Treasury daily')(page)
      await page.getByRole('menuitem', { name: 'Remove…' }).click()
      await page.getByRole('dialog').getByText('Delete the files').click()
    },
  },
  'dataset-dialog': { scene: dataScene, reach: openDatasetDialog },
  'dataset-dialog-dark': { scene: dataScene, colorScheme: 'dark', reach: openDatasetDialog },
  'dataset-dialog-chosen': {
    scene: () => ({ ...manyScene(10_000), data: dataScene().data }),
    reach: async (page) => {
      await openDatasetDialog(page)
      await page.getByRole('dialog').getByText('Chosen', { exact: true }).click()
      await page.getByRole('dialog').locator('.picker-list input').nth(1).check()
      await press('Choose…')(page)
    },
  },
  'dataset-dialog-narrow': {
    scene: dataScene,
    size: { width: 720, height: 520 },
    reach: openDatasetDialog,
  },
  'pane-stored': { scene: dataScene, reach: open('Mikomo') },
  'pane-revoked-stored': { scene: revokedWithDataScene, reach: open('Tidewater Bank') },
  scripts: { scene: scriptsScene, reach: openScripts },
  'scripts-dark': { scene: scriptsScene, colorScheme: 'dark', reach: openScripts },
  'scripts-odd': { scene: oddScriptsScene, reach: openScripts },
  'scripts-narrow': { scene: scriptsScene, size: { width: 720, height: 520 }, reach: openScripts },
  'scripts-zoom-200': {
    scene: scriptsScene,
    size: { width: 360, height: 260 },
    scale: 2,
    reach: openScripts,
  },
  'scripts-high-contrast': { scene: scriptsScene, forcedColors: 'active', reach: openScripts },
  'scripts-off': { scene: mikomoScene, reach: openScripts },
  'scripts-empty': { scene: noScriptsScene, reach: openScripts },
  'scripts-end-all': {
    scene: scriptsScene,
    reach: async (page) => {
      await openScripts(page)
      await press('End all…')(page)
    },
  },
  'scripts-settings': {
    scene: scriptsScene,
    reach: async (page) => {
      await press('Settings')(page)
      await page.getByRole('heading', { name: 'The command mooring' }).scrollIntoViewIfNeeded()
    },
  },
  team: { scene: teamScene, reach: openDatasets },
  'team-dialog': { scene: teamScene, reach: openTeam },
  'team-dialog-dark': { scene: teamScene, colorScheme: 'dark', reach: openTeam },
  'team-dialog-narrow': { scene: teamScene, size: { width: 720, height: 520 }, reach: openTeam },
  'team-leave': {
    scene: teamScene,
    reach: async (page) => {
      await openDatasets(page)
      await press(/^Leave the team with/)(page)
    },
  },
  'pane-refresh-life': { scene: refreshLifeScene, reach: open('Schwab') },
  'account-numbers': {
    scene: numbersScene,
    reach: async (page) => {
      await open('Mikomo')(page)
      await press('Account numbers of Everyday checking')(page)
    },
  },
  'registration-plain-oauth': {
    scene: emptyScene,
    size: { width: 1380, height: 2300 },
    reach: async (page) => {
      await press('Add registration')(page)
      await press(/^Charles Schwab/)(page)
    },
  },
  'registration-certificate': {
    scene: emptyScene,
    size: { width: 1380, height: 1900 },
    reach: async (page) => {
      await press('Add registration')(page)
      await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
      await chooseCertificate(page)
    },
  },
  'registration-oauth-certificate': {
    scene: emptyScene,
    size: { width: 1380, height: 2600 },
    reach: fillPlainOAuth,
  },
  'registration-oauth-certificate-dark': {
    scene: emptyScene,
    colorScheme: 'dark',
    size: { width: 1024, height: 2600 },
    reach: fillPlainOAuth,
  },
  'registration-oauth-certificate-narrow': {
    scene: emptyScene,
    size: { width: 720, height: 2800 },
    reach: fillPlainOAuth,
  },
  'registration-oauth-certificate-high-contrast': {
    scene: emptyScene,
    forcedColors: 'active',
    size: { width: 360, height: 3800 },
    reach: fillPlainOAuth,
  },
  'pane-used-by': { scene: scriptsScene, reach: open('Mikomo Financial') },
  activity: { scene: activityScene, reach: press('Activity') },
  'activity-narrow': {
    scene: activityScene,
    size: { width: 720, height: 520 },
    reach: press('Activity'),
  },
  'activity-empty': { scene: emptyScene, reach: press('Activity') },
  health: { scene: mikomoScene, reach: press('Health') },
  'health-receipts': {
    scene: () => {
      const { health, ...scene } = mikomoScene()
      const damage = { what: 'changed', number: 7, atMs: Date.now() - 40 * 86_400_000 } as const
      return { ...scene, health: { ...health, receipts: { ...health.receipts, damage } } }
    },
    reach: press('Health'),
  },
  'settings-words': {
    scene: mikomoScene,
    reach: async (page) => {
      await press('Settings')(page)
      await page.getByLabel('Certification').scrollIntoViewIfNeeded()
      await press('Insert the rule’s statement')(page)
    },
  },
  'activity-removed': {
    scene: () => {
      const scene = mikomoScene()
      const [line] = scene.activity
      const removed = line && { ...line, id: 99, kind: 'removed' as const, durationMs: null }
      return { ...scene, connections: [], activity: removed ? [removed, ...scene.activity] : [] }
    },
    reach: press('Activity'),
  },
  'import-setup': {
    scene: () => ({ ...everyStatusScene(), setup: setupPreview }),
    reach: async (page) => {
      await press('Settings')(page)
      await press('Import setup…')(page)
    },
  },
  'relink-these': {
    scene: movedScene,
    reach: press('Relink one by one'),
  },
  'relink-list': {
    scene: movedScene,
    reach: (page) => page.getByText('Show the list').click(),
  },
  'relink-narrow': {
    scene: movedScene,
    size: { width: 720, height: 520 },
    reach: press('Relink one by one'),
  },
  settings: { scene: mikomoScene, reach: press('Settings') },
  'update-ready': {
    scene: updating({ state: 'ready', version: '0.2.0' }),
    reach: open('Mikomo Financial'),
  },
  'update-fetching': {
    scene: updating({ state: 'fetching', version: '0.2.0', percent: 40 }),
    reach: press('Settings'),
  },
  'update-refused': {
    scene: updating({
      state: 'failed',
      problem: { code: 'update_untrusted', detail: { host: 'updates.example' } },
    }),
    reach: press('Settings'),
  },
  registrations: { scene: everyStatusScene, reach: press(/^Registrations/) },
  'registrations-many': {
    scene: manyInstitutionsScene,
    reach: press(/^Registrations/),
  },
  'registration-paste': {
    scene: everyStatusScene,
    reach: async (page) => {
      await press(/^Registrations/)(page)
      await press(/^Paste or import/)(page)
      await page
        .getByRole('dialog')
        .getByRole('textbox')
        .fill('wharf, Wharf Bank\nnorthbridge-bank, Northbridge Bank\nbad id, Nobody')
    },
  },
  'registration-faults': {
    scene: emptyScene,
    reach: async (page) => {
      await press('Add registration')(page)
      await page.getByRole('radio', { name: 'OpenID server' }).check({ force: true })
      await page.getByLabel('Issuer').fill('https://login.example.com/')
      await page.getByText('Server found.').waitFor()
      await press('Save registration')(page)
    },
  },
  'registration-form': { scene: emptyScene, reach: press('Add registration') },
  offline: {
    scene: () => mikomoScene({ problem: offline, nextTryAtMs: Date.now() + 60_000 }),
    reach: open('Mikomo'),
  },
  'keychain-locked': { scene: () => ({ ...mikomoScene(), keychain: { state: 'locked' } }) },
  stopped: {
    scene: () => ({
      ...emptyScene(),
      app: { ...emptyScene().app, problem: { code: 'database_damaged', detail: {} } },
    }),
  },
  odd: { scene: oddScene, reach: (page) => page.locator('.row-name').first().click() },
  narrow: { scene: everyStatusScene, size: { width: 720, height: 520 } },
  'narrow-pane': {
    scene: everyStatusScene,
    size: { width: 720, height: 520 },
    reach: open('Harbor Savings'),
  },
  'zoom-200': { scene: everyStatusScene, size: { width: 690, height: 410 }, scale: 2 },
  'zoom-200-smallest': { scene: everyStatusScene, size: { width: 360, height: 260 }, scale: 2 },
}

const nowMs = Date.now()
const prompts: Record<string, Partial<ConsentQuestion>> = {
  prompt: {},
  'prompt-list': { level: 'list' },
  'prompt-token': { level: 'token', untilMs: nowMs + 3_600_000, latestMs: nowMs + 86_400_000 },
  'prompt-odd': {
    clientName: hostileName,
    folder: hostileName,
    isNameTaken: true,
    connections: Array.from({ length: 40 }, (_one, index) => ({
      id: `c${index}`,
      title: index === 1 ? hostileName : `Mikomo Financial, mikomo_${index}`,
      consentEndsAtMs: nowMs + (index + 3) * 86_400_000,
    })),
  },
}
const promptLooks = {
  '': {},
  '-dark': { colorScheme: 'dark' },
  '-high-contrast': { forcedColors: 'active' },
} as const

const only = values.only?.split(',')
const promptStage = await openPromptStage()
try {
  for (const [name, change] of Object.entries(prompts)) {
    for (const [suffix, look] of Object.entries(promptLooks)) {
      if (only && !only.includes(name + suffix)) continue
      const { page } = await promptStage.open(consentQuestion(nowMs, change), look)
      await page.screenshot({ path: join(folder, `${name}${suffix}.png`) })
      console.log(join(values.out, `${name}${suffix}.png`))
    }
  }
} finally {
  await promptStage.close()
}

const stage = await openStage()
try {
  for (const [name, { reach, scene, ...options }] of Object.entries(views)) {
    if (only && !only.includes(name)) continue
    const { page } = await stage.open({ ...options, scene: scene(), fixedTimeMs: Date.now() })
    await page.getByRole('main').or(page.getByRole('dialog')).first().waitFor()
    await untilRead(page)
    await reach?.(page)
    await page.waitForTimeout(250)
    await page.screenshot({ path: join(folder, `${name}.png`) })
    await stage.closeWindows()
    console.log(join(values.out, `${name}.png`))
  }
} finally {
  await stage.close()
}
