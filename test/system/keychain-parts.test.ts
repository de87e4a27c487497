import { describe, expect, test } from 'vitest'
import {
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
      entries.delete(account)
    },
  }
}

/** Works on it until it dies. @returns whether it came to the end */
async function dying(work: () => Promise<void>): Promise<boolean> {
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
    work: (raw: RawKeychain) => Promise<void>,
    look: (entries: Map<string, string>) => Promise<void>,
  ): Promise<number> {
    for (let changes = 0; ; changes++) {
      const entries = new Map<string, string>()
      await writeSecret(openRaw(entries), 'grant/1/1', first)
      const isDone = await dying(() => work(openRaw(entries, changes)))
      await look(entries)
      if (isDone) return changes
    }
  }

  test('at whatever moment the writing dies, one whole secret can be read', async () => {
    const changes = await killEverywhere(
      (raw) => writeSecret(raw, 'grant/1/1', second),
      async (entries) => {
        expect([first, second]).toContain(await readSecret(openRaw(entries), 'grant/1/1'))
      },
    )
    expect(changes).toBeGreaterThan(3)
  })

  test('what a writing that died has left goes with the next one, and with the secret', async () => {
    await killEverywhere(
      (raw) => writeSecret(raw, 'grant/1/1', second),
      async (entries) => {
        const again = new Map(entries)
        await writeSecret(openRaw(again), 'grant/1/1', long('c'))
        expect(await readSecret(openRaw(again), 'grant/1/1')).toBe(long('c'))
        expect(again.size).toBe(5)
        await deleteSecret(openRaw(entries), 'grant/1/1')
        expect([...entries.keys()]).toEqual([])
      },
    )
  })

  test('a deletion that died is finished by the next', async () => {
    await killEverywhere(
      (raw) => deleteSecret(raw, 'grant/1/1'),
      async (entries) => {
        await deleteSecret(openRaw(entries), 'grant/1/1')
        expect([...entries.keys()]).toEqual([])
      },
    )
  })
})
