import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { request } from 'undici'
import { startLink } from '../../electron/main/connections/link/link-sessions.ts'
import type { SecretService } from '../../test/support/secret-service.ts'
import { bareExchange, keeper } from './contenders.ts'
import { lighterWays } from './lighter.ts'
import { inTurn, leftOut, rowOf, type Section } from './figures.ts'
import { openStand, startBank } from './stand.ts'

const title = 'Callback: the browser’s request to its answer, which comes once everything is durable'

/** From the browser's request on the loopback to the page that says it worked. */
export async function callbackSection(rounds: number, secrets: SecretService | null): Promise<Section> {
  if (secrets === null) return leftOut(title, 'there is no Secret Service to write into')
  Object.assign(process.env, secrets.env)
  const bank = await startBank(1)
  const stand = await openStand(bank, { connections: 1, secrets })
  const keep = keeper(stand.harness.folder)
  const exchange = bareExchange(bank.issuers[0] ?? '')
  const floor = createServer((_request, response) => {
    void exchange()
      .then((token) => keep.keep(0, token))
      .then(() => response.end('ok'))
  })
  await new Promise<void>((resolve) => floor.listen(0, '127.0.0.1', resolve))
  const floorUrl = `http://127.0.0.1:${(floor.address() as AddressInfo).port}/`

  // What comes before the callback is not what is measured: each round has its link begun beforehand.
  const begin = async (): Promise<string> => {
    const before = stand.harness.opened.length
    const { id } = await startLink(stand.deps, { institutionId: 'i0' })
    while (stand.harness.opened.length === before) {
      if (!stand.deps.linker.find(id)) throw new Error(JSON.stringify(stand.harness.events.at(-1)))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const asked = new URL(stand.harness.opened[before] ?? '').searchParams
    const answer = new URLSearchParams({ code: asked.get('nonce') ?? '', state: asked.get('state') ?? '' })
    return `${asked.get('redirect_uri')}?${answer}`
  }
  try {
    let ready = ''
    const ours = {
      name: 'Mooring: loopback, exchange, validate, keep, commit',
      before: async () => void (ready = await begin()),
      once: () => visit(ready),
      afterwards: () => new Promise((resolve) => setTimeout(resolve, 20)),
    }
    const least = { name: 'floor: one POST + keychain write + commit', once: () => visit(floorUrl) }
    const lighter = (stand.keychain ? lighterWays(stand.keychain, stand.deps.store) : []).map(
      ({ name, before, restore }) => ({
        ...ours,
        name,
        before: async () => {
          await ours.before()
          await before()
        },
        afterwards: async () => {
          await ours.afterwards()
          restore()
        },
      }),
    )
    const times = await inTurn([ours, least, ...lighter], rounds)
    const base = times[1] ?? null
    return {
      title,
      unit: 'p50 ms',
      rows: times.map((each) =>
        rowOf(
          each,
          base,
          each === times[0]
            ? {
                of: 'ratio',
                most: 1.6,
                limit:
                  'reading the token back and forcing commits are a part of it: without both it is above the goal, too',
              }
            : null,
        ),
      ),
      notes: [],
    }
  } finally {
    floor.close()
    keep.close()
    await stand.close()
    bank.close()
  }
}

/** As a browser's tab does. */
async function visit(url: string): Promise<void> {
  const answer = await request(url, {
    headers: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  })
  await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`the answer was turned away with ${answer.statusCode}`)
}
