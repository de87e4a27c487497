import { setTimeout as wait } from 'node:timers/promises'
import { request } from 'undici'
import type { MooringApi } from '../../shared/contract.ts'
import { dropFolder, host, newDataFolder, startApp, type RunningApp } from '../../test/support/app.ts'
import { consentAt } from '../../test/support/consent-at.ts'
import type { SecretService } from '../../test/support/secret-service.ts'
import { leftOut, rowOf, type Section, type Times } from './figures.ts'
import { windowMissing } from './window.ts'

const title = 'Callback, in the app: the browser’s request to the row of the new connection painted'
const restMs = 1100
const users = ['mikomo_1', 'mikomo_4', 'mikomo_7', 'mikomo_10']

/** Links each of Mikomo's logins in the real window, and times the way from the loopback to the screen. */
export async function linkingSection(rounds: number, secrets: SecretService | null): Promise<Section> {
  const missing = windowMissing(host)
  if (missing !== null) return leftOut(title, missing)
  if (secrets === null) return leftOut(title, 'there is no Secret Service to write into')
  const whole: Times = { name: 'request to painted', ms: [], perSecond: null }
  const afterCommit: Times = { name: 'of it, event of the commit to painted', ms: [], perSecond: null }
  for (let round = 0; round < rounds; round += 1) {
    const dataFolder = newDataFolder()
    const app = await startApp({ dataFolder, env: secrets.env })
    try {
      await app.window.getByRole('button', { name: 'Link Mikomo' }).waitFor()
      for (const user of users) {
        const { askedMs, toldMs, paintedMs } = await link(app, user)
        whole.ms.push(paintedMs - askedMs)
        afterCommit.ms.push(paintedMs - toldMs)
        // The app sends one host at most five requests a second: that wait is not measured.
        await wait(restMs)
      }
    } finally {
      await app.quit()
      dropFolder(dataFolder)
    }
  }
  return {
    title,
    unit: 'p50 ms',
    rows: [rowOf(whole, null), rowOf(afterCommit, null, { of: 'p50', most: 33 })],
    notes: ['Mikomo, built into the app, signs and answers in the same process.'],
  }
}

/** @returns milliseconds UTC */
async function link(
  app: RunningApp,
  user: string,
): Promise<{ askedMs: number; toldMs: number; paintedMs: number }> {
  const before = (await app.opened()).length
  await app.window.evaluate(async () => {
    const { mooring } = window as unknown as { mooring: MooringApi }
    const answer = await mooring.call('sandbox.prepare', {})
    const { id } = answer.ok ? (answer.value as { id: string }) : { id: '' }
    await mooring.call('links.start', { institutionId: id })
  })
  while ((await app.opened()).length === before) await wait(20)
  const { url } = await consentAt((await app.opened())[before] ?? '', { user, staysAway: true })

  const seen = app.window.evaluate(async (wanted) => {
    const { mooring } = window as unknown as { mooring: MooringApi }
    const toldMs = await new Promise<number>((resolve) => {
      const stop = mooring.on('connection.changed', (connection) => {
        if ((connection as { signedInAs: string }).signedInAs !== wanted) return
        stop()
        resolve(performance.now())
      })
    })
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const rows = () => [...document.querySelectorAll('.list tbody tr')]
    while (!rows().some((row) => row.textContent?.includes(wanted))) await frame()
    // The next task after a frame's callbacks comes when it is painted.
    await new Promise((resolve) => setTimeout(resolve))
    return {
      toldMs: performance.timeOrigin + toldMs,
      paintedMs: performance.timeOrigin + performance.now(),
    }
  }, user)
  // The page listens by the time that the browser comes back.
  await app.window.evaluate(() => undefined)
  const askedMs = performance.timeOrigin + performance.now()
  const answer = await request(url, {
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  })
  await answer.body.text()
  return { askedMs, ...(await seen) }
}
