import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listAccounts } from '../../electron/main/store/accounts.ts'
import { endAllClients } from '../../electron/main/scripts/end-clients.ts'
import { hasPython } from '../support/csv-readers.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { linkMikomo } from '../support/linked.ts'
import { pythonScript, type PythonScript } from '../support/run-python.ts'

// A real Python runs scripts against the app's own listener.

let app: LocalApp
const scripts: PythonScript[] = []
beforeEach(async () => {
  app = await openLocalApp()
})
afterEach(async () => {
  await app.close()
  for (const script of scripts.splice(0)) script.remove()
})

function script(...lines: string[]): PythonScript {
  const made = pythonScript(app.harness.folder, ['import json, mooring', ...lines, ''].join('\n'))
  scripts.push(made)
  return made
}

async function output(of: PythonScript): Promise<unknown> {
  const { stdout, stderr } = await of.run()
  expect(stderr).toBe('')
  return JSON.parse(stdout) as unknown
}

/** Prints the code of the failure, and its class. */
const failing = (call: string) => [
  'try:',
  `    ${call}`,
  'except mooring.MooringError as error:',
  '    print(json.dumps([type(error).__name__, error.code]))',
]

describe.skipIf(!hasPython)('a script in Python', () => {
  test('reads what the app has of all accounts, once the user has allowed it', async () => {
    const linked = await linkMikomo(app.harness)
    app.allowAll()
    const reads = script(
      'rows = list(mooring.accounts(wait=60))',
      'totals = {}',
      'for row in rows:',
      '    totals[row["account_id"]] = str(row["balance"])',
      'print(json.dumps([totals, rows[0]["institution"], rows[0]["read_at_utc"].isoformat()]))',
    )
    const [totals, institution, readAt] = (await output(reads)) as [Record<string, string>, string, string]
    const accounts = listAccounts(app.harness.deps.store, linked.id)
    expect(Object.keys(totals).toSorted()).toEqual(accounts.map(({ key }) => key).toSorted())
    expect(Object.values(totals)).not.toContain('None')
    expect(institution).toBe('Mikomo')
    expect(readAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
    expect(app.questions).toMatchObject([{ clientName: 'report.py', folder: reads.folder, level: 'data' }])

    // The key is in its folder: nobody is asked again, and nothing is waited for.
    await output(reads)
    expect(app.questions).toHaveLength(1)
  })

  test('reads transactions and holdings with exact amounts and days, and lists connections', async () => {
    await linkMikomo(app.harness)
    app.allowAll()
    const found = await output(
      script(
        'from datetime import date',
        'from decimal import Decimal',
        'connection = next(mooring.connections(wait=60))',
        'transactions = mooring.transactions("mikomo/mikomo_7", since="60d", wait=60)',
        'rows = list(transactions)',
        'holdings = list(mooring.holdings())',
        'kinds = {type(row["amount"]) for row in rows} | {type(row["date"]) for row in rows}',
        'print(json.dumps([connection["login"], len(rows) > 10, kinds == {Decimal, date}, transactions.missing,',
        '    type(holdings[0]["units"]).__name__]))',
      ),
    )
    expect(found).toEqual(['mikomo_7', true, true, [], 'Decimal'])
  })

  test('fetches at the institution, and gets a token that is not printed', { tags: 'thorough' }, async () => {
    await linkMikomo(app.harness)
    app.allowAll()
    const { stdout, stderr } = await script(
      'with mooring.fetch("Mikomo", "/nothing-here", wait=60) as answer:',
      '    print(answer.status)',
      'token = mooring.token("Mikomo", min_ttl=60)',
      'print(token)',
      'print(len(token.access_token) > 20)',
    ).run()
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^4\d\d\nToken\(expires_on=datetime\.datetime\(.*token_type='Bearer'.*\)\nTrue\n$/)
    expect(app.questions).toMatchObject([{ level: 'token' }])
  })

  test('is told that the user refused', { tags: 'thorough' }, async () => {
    await linkMikomo(app.harness)
    app.harness.askConsent = async () => ({ isAllowed: false })
    expect(await output(script(...failing('mooring.accounts(wait=60)')))).toEqual([
      'ConsentError',
      'consent_refused',
    ])
  })

  test('is told that nobody answered', { tags: 'thorough' }, async () => {
    await linkMikomo(app.harness)
    expect(await output(script(...failing('mooring.accounts(wait=60)')))).toEqual([
      'ConsentError',
      'consent_unanswered',
    ])
  })

  test('does not wait without a terminal: the question stays in the app', async () => {
    await linkMikomo(app.harness)
    app.harness.askConsent = () => Promise.reject(new Error('it was shown'))
    expect(await output(script(...failing('mooring.accounts()')))).toEqual(['ConsentError', 'consent_needed'])
    expect(app.harness.deps.scripts.questions.list()).toMatchObject([{ isShown: false }])
  })

  test('is refused after End, also with its own key', { tags: 'thorough' }, async () => {
    await linkMikomo(app.harness)
    app.allowAll()
    const lists = script(...failing('print(json.dumps(len(list(mooring.connections(wait=60)))))'))
    expect(await output(lists)).toBe(1)
    endAllClients(app.harness.deps)
    expect(await output(lists)).toEqual(['ConsentError', 'consent_refused'])
    expect(app.questions).toHaveLength(1)
  })

  test('gets nothing more after End, also of what it is reading', { tags: 'thorough' }, async () => {
    await linkMikomo(app.harness)
    app.allowAll()
    const reads = script(
      'import os, time',
      'rows = mooring.transactions(since="104w", wait=60)',
      'next(rows)',
      'open("begun", "w").close()',
      'while not os.path.exists("ended"):',
      '    time.sleep(0.01)',
      ...failing('print(json.dumps(len(list(rows))))'),
    )
    const read = output(reads)
    await expect.poll(() => existsSync(join(reads.folder, 'begun'))).toBe(true)
    endAllClients(app.harness.deps)
    writeFileSync(join(reads.folder, 'ended'), '')
    expect(await read).toEqual(['ConsentError', 'consent_refused'])
  })

  test('is told that scripts are switched off, and that the app is gone', { tags: 'thorough' }, async () => {
    const asks = script(...failing('mooring.status()'))
    await app.listener.turn(false)
    expect(await output(asks)).toEqual(['NotRunning', 'scripts_off'])
    await app.listener.close()
    expect(await output(asks)).toEqual(['NotRunning', expect.stringMatching(/^app_(not_running|hidden)$/)])
  })
})
