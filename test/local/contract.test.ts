import { afterEach, beforeEach, expect, test } from 'vitest'
import { localFailure, localRowMethods, rowsEnd, rowsHead } from '../../shared/local.ts'
import { localSchemas } from '../../shared/local-protocol.ts'
import { callLocal, linesOf, newKey } from '../support/local-client.ts'
import { openLocalApp, type LocalApp } from '../support/local-app.ts'
import { linkMikomo } from '../support/linked.ts'

let app: LocalApp
beforeEach(async () => {
  app = await openLocalApp()
  await linkMikomo(app.harness)
})
afterEach(() => app.close())

test('rows and failures have the shapes that shared/local.ts gives them', async () => {
  const as = { key: newKey(), name: 'script' }
  const refused = await callLocal(app.where, 'accounts.read', {}, as)
  expect(localFailure.strict().parse(JSON.parse(refused.text))).toEqual({ error: refused.error })

  app.allowAll()
  for (const method of Object.keys(localRowMethods) as (keyof typeof localRowMethods)[]) {
    const lines = linesOf(await callLocal(app.where, method, {}, { ...as, waitMs: 60_000 }))
    const { schema, columns } = rowsHead.parse(lines[0])
    expect(schema).toBe(localSchemas[method])
    const { end } = rowsEnd.strict().parse(lines.at(-1))
    expect(end.rows).toBe(lines.length - 2)
    for (const row of lines.slice(1, -1)) expect(Object.keys(row)).toEqual(columns.map(({ name }) => name))
  }
})
