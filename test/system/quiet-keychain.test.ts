import { expect, test } from 'vitest'
import { openKeychain } from '../../electron/main/system/keychain.ts'
import type {
  KeychainFault,
  KeychainWorker,
  WorkerAnswer,
} from '../../electron/main/system/keychain-protocol.ts'
import { quietKeychain } from '../../electron/main/system/quiet-keychain.ts'

/** A system's keychain that is locked, and asks the user at each call until it is unlocked. */
function lockedKeychain(fault: KeychainFault) {
  const secrets = new Map<string, string>()
  const state = { prompts: 0, isUnlocked: false }
  const startWorker = (): KeychainWorker => {
    let answer: (given: WorkerAnswer) => void = () => undefined
    return {
      onAnswer: (listener) => {
        answer = listener
      },
      onExit: () => undefined,
      kill: () => undefined,
      send: (request) => {
        const { id, verb, account } = request
        if (!state.isUnlocked) state.prompts += 1
        setImmediate(() => {
          if (!state.isUnlocked) return answer({ id, ok: false, fault })
          if (verb === 'set') secrets.set(account, request.value)
          answer({ id, ok: true, value: verb === 'get' ? (secrets.get(account) ?? null) : null })
        })
      },
    }
  }
  return { state, keychain: openKeychain({ service: 'app.mooring.test', startWorker }) }
}

test.each(['locked', 'denied'] as const)(
  'without a window a keychain that is %s asks once, however many calls wait, and again when a window is shown',
  async (fault) => {
    let isUserThere = false
    const { state, keychain } = lockedKeychain(fault)
    const quiet = quietKeychain(keychain, () => isUserThere)
    expect(state.prompts).toBe(0)
    const answers = await Promise.all([
      quiet.set('grant/a', 'x'),
      quiet.get('grant/b'),
      quiet.delete('grant/c'),
      quiet.clearSpareParts('grant/d'),
      quiet.probe(),
    ])
    expect(answers.map(({ state: found }) => found)).toEqual(Array(5).fill(fault))
    expect((await quiet.get('grant/a')).state).toBe(fault)
    expect([state.prompts, quiet.status().state]).toEqual([1, fault])

    isUserThere = true
    await quiet.probe()
    expect(state.prompts).toBe(2)
    state.isUnlocked = true
    expect((await quiet.probe()).state).toBe('keychain')
    isUserThere = false
    expect((await quiet.set('grant/a', 'x')).state).toBe('ok')
    expect(state.prompts).toBe(2)
  },
)

test('a refusal that comes after the window was closed is the last question, too', async () => {
  let isUserThere = true
  const { state, keychain } = lockedKeychain('locked')
  const quiet = quietKeychain(keychain, () => isUserThere)
  const first = quiet.get('grant/a')
  isUserThere = false
  const second = quiet.get('grant/a')
  expect([(await first).state, (await second).state, state.prompts]).toEqual(['locked', 'locked', 1])
})
