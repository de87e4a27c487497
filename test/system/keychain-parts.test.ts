import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DamagedSecret,
  deleteSecret,
  readSecret,
  writeSecret,
  type RawKeychain,
} from '../../electron/main/system/keychain-parts.ts'

class Killed extends Error {}

/** A keychain in memory whose owner dies after so many writes and deletes. */
function openRaw(entries: Map<string, string>, livesFor = Infinity): RawKeychain {
  let left = livesFor
  const live = () => {
    if (left-- <= 0) throw new Killed()
  }
  return {
    get: async (account) => entries.get(account) ?? null,
    set: async (account, value) => {
      live()
      entries.set(account, value)
    },
    delete: async (account) => {
      live()
      return entries.delete(account)
    },
  }
}

/** Works on it until it dies. @returns whether it came to the end */
async function dying(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (thrown) {
    if (!(thrown instanceof Killed)) throw thrown
    return false
  }
}

const long = (letter: string) => letter.repeat(6000)
const cases: [string, string, string][] = [
  ['a long one in the place of a long one', long('a'), long('b')],
  ['a long one in the place of a short one', 'short', long('b')],
  ['a short one in the place of a long one', long('a'), 'short'],
]

describe.each(cases)('%s', (_name, first, second) => {
  /** Dies after every number of changes there is, until it lives through. */
  async function killEverywhere(
    work: (raw: RawKeychain) => Promise<unknown>,
    look: (entries: Map<string, string>) => Promise<void>,
  ): Promise<number> {
    for (let changes = 0; ; changes++) {
      const entries = new Map<string, string>()
      await writeSecret(openRaw(entries), 'grant/1', first)
      const isDone = await dying(() => work(openRaw(entries, changes)))
      await look(entries)
      if (isDone) return changes
    }
  }

  test('whenever a write fails, one complete secret can be read', async () => {
    const changes = await killEverywhere(
      (raw) => writeSecret(raw, 'grant/1', second),
      async (entries) => {
        expect([first, second]).toContain((await readSecret(openRaw(entries), 'grant/1')).secret)
      },
    )
    expect(changes).toBeGreaterThan(3)
  })

  test('the parts that a failed write leaves are deleted by the next write, and with the secret', async () => {
    await killEverywhere(
      (raw) => writeSecret(raw, 'grant/1', second),
      async (entries) => {
        const again = new Map(entries)
        await writeSecret(openRaw(again), 'grant/1', long('c'))
        expect((await readSecret(openRaw(again), 'grant/1')).secret).toBe(long('c'))
        expect(again.size).toBe(5)
        await deleteSecret(openRaw(entries), 'grant/1')
        expect([...entries.keys()]).toEqual([])
      },
    )
  })

  test('a failed deletion is finished by the next', async () => {
    await killEverywhere(
      (raw) => deleteSecret(raw, 'grant/1'),
      async (entries) => {
        await deleteSecret(openRaw(entries), 'grant/1')
        expect([...entries.keys()]).toEqual([])
      },
    )
  })
})

test('a secret of any length and any letters comes back, in entries that Windows can hold, and leaves none behind', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 50 }),
    fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 800 }))
      .map(([part, times]) => part.repeat(times)),
    fc.integer({ min: 1795, max: 1805 }).map((length) => 'x'.repeat(length)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (secrets) => {
      const entries = new Map<string, string>()
      const raw = openRaw(entries)
      let isPlain = true
      for (const secret of secrets) {
        isPlain = await writeSecret(raw, 'grant/1', secret, isPlain)
        expect((await readSecret(raw, 'grant/1')).secret).toBe(secret.toWellFormed())
        for (const value of entries.values()) expect(value.length).toBeLessThanOrEqual(2400)
      }
      await deleteSecret(raw, 'grant/1')
      expect([...entries]).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('a modified entry is damaged or missing, never another secret', async () => {
  const secret = long('s')
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.option(fc.string(), { nil: null }), async (which, change) => {
      const entries = new Map<string, string>()
      await writeSecret(openRaw(entries), 'grant/1', secret)
      const names = [...entries.keys()]
      const name = names[which % names.length] ?? ''
      if (change === null) entries.delete(name)
      else entries.set(name, change)

      const read = await readSecret(openRaw(entries), 'grant/1').then(
        ({ secret: found }) => found,
        (thrown: unknown) => {
          if (thrown instanceof DamagedSecret) return null
          throw thrown
        },
      )
      expect([null, secret]).toContain(read)
    }),
  )
})
