import type { Health } from '../../../shared/models/app.ts'
import { serverAddresses } from '../institutions/index.ts'
import { listInstitutions } from '../store/institutions.ts'
import { listRegistrations } from '../store/registrations.ts'
import type { Deps } from '../runtime/deps.ts'

type InstitutionProxy = Health['network']['proxies'][number]

const longestList = 20

/** Which institutions are reached through which proxy. Omits the built-in sandbox, which is on this computer. */
export async function proxiesOfInstitutions(
  deps: Pick<Deps, 'store' | 'about'>,
): Promise<InstitutionProxy[]> {
  const institutions = listInstitutions(deps.store)
  const found = new Map<string, InstitutionProxy>()
  for (const { id, environment } of listRegistrations(deps.store)) {
    const names = institutions.filter(({ registrationId }) => registrationId === id).map(({ name }) => name)
    if (names.length === 0) continue
    const used = await Promise.all(serverAddresses(environment).map((address) => deps.about.proxyOf(address)))
    const distinct = new Map(used.map((one) => [`${one.isUsable} ${one.host}`, one]))
    for (const [key, proxy] of distinct) {
      const before = found.get(key) ?? { ...proxy, institutions: [], count: 0 }
      found.set(key, {
        ...before,
        institutions: [...before.institutions, ...names].slice(0, longestList),
        count: before.count + names.length,
      })
    }
  }
  return [...found.values()]
}
