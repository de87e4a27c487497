import type { Handlers } from '../../../shared/contract.ts'
import type { ScriptClient, ScriptCommand, Scripts } from '../../../shared/models/script.ts'
import type { FakeMooring } from './fake-mooring.ts'

/** What is true of programs behind the window. Whether they are on is a preference. */
export interface FakeScripts extends Omit<Scripts, 'isOn'> {
  command: ScriptCommand
}

export const noScripts: FakeScripts = {
  problem: null,
  clients: [],
  questions: [],
  command: {
    state: 'unlinked',
    file: '/opt/Mooring/resources/cli/mooring',
    link: '~/.local/bin/mooring',
    isOnPath: true,
    node: '24.4.1',
    isNodeUsable: true,
  },
}

/** The plain course of things: what is ended is over at once. */
export function scriptHandlers(fake: FakeMooring, now: () => number) {
  const { scene } = fake
  const change = (isEnded: (client: ScriptClient, consentId: number) => boolean, endsClient: boolean) => {
    scene.scripts.clients = scene.scripts.clients.map((client) => {
      const consents = client.consents.map((one) =>
        one.endedAtMs === null && isEnded(client, one.id)
          ? { ...one, endedAtMs: now(), endedBy: 'user' as const }
          : one,
      )
      const isOver = endsClient && isEnded(client, 0) && client.endedAtMs === null
      return { ...client, consents, endedAtMs: isOver ? now() : client.endedAtMs }
    })
    return changed()
  }
  const changed = async () => {
    await fake.emit('scripts.changed', {})
    return {}
  }
  return {
    'scripts.read': () => {
      const { problem, clients, questions } = scene.scripts
      return { isOn: scene.preferences.areScriptsOn, problem, clients, questions }
    },
    'scripts.end': ({ id }) => change((client) => client.id === id, true),
    'scripts.endConsent': ({ id }) => change((_client, consentId) => consentId === id, false),
    'scripts.endAll': () => change(() => true, true),
    'scripts.showPrompt': () => ({}),
    'scripts.command': () => scene.scripts.command,
    'scripts.linkCommand': ({ isLinked }) =>
      (scene.scripts.command = { ...scene.scripts.command, state: isLinked ? 'linked' : 'unlinked' }),
  } satisfies Partial<Handlers>
}
