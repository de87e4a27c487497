import { afterEach, beforeEach, expect, test } from 'vitest'
import { answerQuestion, readQuestions } from '../../electron/main/datasets/account-questions.ts'
import { addDataset } from '../../electron/main/datasets/datasets.ts'
import { requireDataset } from '../../electron/main/datasets/require-dataset.ts'
import { readCoverage, readRuns } from '../../electron/main/datasets/read.ts'
import { viewDataset } from '../../electron/main/datasets/view.ts'
import { openDatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { account, owner, payments, runOnce } from '../support/dataset.ts'
import { draftOf } from '../support/datasets.ts'
import { openHarness, type Harness } from '../support/harness.ts'

let harness: Harness
let id: string
beforeEach(() => {
  harness = openHarness({ undoMs: 0 })
  ;({ id } = addDataset(harness.deps, { draft: draftOf(), placeId: null }))
  const file = openDatasetFile(requireDataset(harness.deps, id).path)
  const renamed = account({ key: 'renamed', id: 'a9' })
  runOnce(file, { sent: { checking: payments(20, 'old') } })
  runOnce(file, { accounts: [renamed], sent: { renamed: payments(15, 'new') } })
  file.close()
})
afterEach(() => harness.close())

test('the answer to whether an account is an earlier one joins them, and the window is told how much is left', async () => {
  const [question] = await readQuestions(harness.deps, id)
  expect(question).toMatchObject({ common: 15, of: 20 })
  expect(await readCoverage(harness.deps, id)).toHaveLength(2)
  const runs = await readRuns(harness.deps, id)
  const answer = {
    connectionId: owner.connectionId,
    accountKey: 'renamed',
    earlierKey: 'checking',
    isSame: true,
  }
  await answerQuestion(harness.deps, id, answer)
  expect(await readQuestions(harness.deps, id)).toEqual([])
  expect(await readCoverage(harness.deps, id)).toMatchObject([{ accountKey: 'renamed', rows: 20 }])
  expect(viewDataset(harness.deps, requireDataset(harness.deps, id))).toMatchObject({ rows: 20, accounts: 1 })
  // It is no run that the user has to know of.
  expect(await readRuns(harness.deps, id)).toEqual(runs)
  await expect(answerQuestion(harness.deps, id, answer)).rejects.toMatchObject({ code: 'not_found' })
})
