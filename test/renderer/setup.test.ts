import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Refused } from './support/fake-mooring.ts'
import { openStage, type Stage } from './support/open-window.ts'
import { everyStatusScene, movedScene, setupPreview } from './support/scenes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.closeWindows())
afterAll(() => stage.close())

test('Import shows what is added, what is here already and what can’t be added, and asks about settings', async () => {
  const { page, mooring } = await stage.open({ scene: { ...everyStatusScene(), setup: setupPreview } })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Export setup…' }).click()
  await page.getByText('Saved.').waitFor()
  await page.getByRole('button', { name: 'Import setup…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import setup' })
  const words = await dialog.innerText()
  for (const part of [
    /Will be added[^]*1 registration[^]*Books \(2\) \(“Books” in the file: that name is taken\)[^]*You relink these[^]*Northbridge Bank, ana/,
    /Here already, and stays as it is[^]*1 institution/,
    /Can’t be added[^]*Orphan, ben/,
    /3 entries can’t be read and will be left out/,
  ]) {
    expect(words).toMatch(part)
  }
  await dialog.getByRole('checkbox', { name: /^Also take its settings/ }).check()
  await dialog.getByRole('button', { name: 'Import' }).click()
  await page.getByRole('heading', { name: 'Connections' }).waitFor()
  expect(mooring.calls.find(({ method }) => method === 'setup.apply')?.input).toEqual({ withSettings: true })
})

test('a file that can’t be read says why, and what to do', async () => {
  const { page } = await stage.open({
    scene: everyStatusScene(),
    answers: () => ({
      'setup.choose': () => {
        throw new Refused('setup_unreadable', { cause: 'version' })
      },
    }),
  })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Import setup…' }).click()
  await page.getByText(/A newer Mooring wrote this setup file/).waitFor()
  await page.getByText(/Update Mooring on this computer/).waitFor()
})

test('Relink these leads through the list: the secret is asked for once, then linked, skipped or left out', async () => {
  const { page, mooring } = await stage.open({ scene: movedScene() })
  await page.getByText('2 connections of another computer to relink here.').waitFor()
  const bar = page.getByRole('region', { name: 'Relink these' })
  await bar.getByText('Show the list').click()
  expect(await bar.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringMatching(/^Northbridge Bank, ana\s*Client A\s*Payroll$/),
    'Northbridge Bank, ben',
  ])
  await page.getByRole('button', { name: 'Relink one by one' }).click()
  const step = page.getByRole('form', { name: 'Relink these' })
  expect(await step.innerText()).toMatch(/1 of 2\s+Northbridge Bank, ana[^]*Client A[^]*Payroll/)
  await step.getByLabel(/^Client secret of/).fill('typed in again')
  await step.getByLabel(/^Client secret of/).press('Enter')
  await page.getByText('Waiting for your browser').waitFor()
  const update = mooring.calls.find(({ method }) => method === 'registrations.update')
  expect(update?.input).toMatchObject({ clientSecret: 'typed in again' })
  expect(mooring.calls.at(-1)).toEqual({ method: 'links.start', input: { institutionId: 'i2' } })

  await page.getByRole('button', { name: 'Cancel' }).click()
  await step.getByRole('button', { name: 'Skip' }).click()
  expect(await step.innerText()).toMatch(/2 of 2\s+Northbridge Bank, ben/)
  expect(await step.getByLabel(/^Client secret of/).count()).toBe(0)
  await step.getByRole('button', { name: 'Leave out' }).click()
  await page.getByText('1 connection of another computer to relink here.').waitFor()
})
