import { expect, test } from 'vitest'
import { smoke } from '../../electron/main/start/smoke.ts'

test('a smoke start names each check, and why one could not be made', async () => {
  const good = Promise.resolve(true)
  expect(await smoke({ page: good, menu: good })).toEqual({
    line: 'Mooring smoke start: page good, menu good\n',
    isGood: true,
  })
  expect(
    await smoke({
      page: good,
      menu: Promise.resolve(false),
      database: Promise.reject(new Error('disk I/O error')),
    }),
  ).toEqual({
    line: 'Mooring smoke start: page good, menu failed, database failed (disk I/O error)\n',
    isGood: false,
  })
})
