import type Provider from 'oidc-provider'
import { type Configuration } from 'oidc-provider'

const query = 'grant_management_query'
const revoke = 'grant_management_revoke'

/** Adds Grant Management for OAuth 2.0, which `oidc-provider` lacks. */
export function grantManagement(issuer: string): Configuration {
  return {
    scopes: ['openid', 'offline_access', query, revoke],
    extraParams: ['grant_management_action', 'grant_id'],
    discovery: {
      grant_management_endpoint: `${issuer}/grants`,
      grant_management_actions_supported: ['create', 'replace', 'query', 'revoke'],
    },
  }
}

/** What a test has the server say of every grant from then on. */
export interface GrantsMood {
  narrowedTo?: string
  isGone?: boolean
  refusesToEnd?: boolean
}

/** Names its grants in token answers (section 5.3), and answers for them at `/grants/{id}` (sections 6.3 and 6.4). */
export function manageGrants(provider: Provider, mood: GrantsMood): void {
  /** A replaced grant keeps its name (section 5.2). */
  const nameOf = new Map<string, string>()
  const grantCalled = (name: string) => [...nameOf].findLast(([, each]) => each === name)?.[0] ?? name

  provider.on('authorization.success', (context) => {
    const { params, entities } = context.oidc
    const jti = entities.Grant?.jti ?? ''
    nameOf.set(jti, params?.['grant_management_action'] === 'replace' ? String(params['grant_id']) : jti)
  })
  provider.use(async (context, next) => {
    const name = /^\/grants\/([^/]+)$/.exec(context.path)?.[1]
    if (name === undefined) {
      await next()
      const jti = context['oidc']?.entities.Grant?.jti
      if (context.path === '/token' && jti) context.body = { ...context.body, grant_id: nameOf.get(jti) }
      return
    }
    const token = await provider.ClientCredentials.find(context.get('authorization').replace(/^Bearer /, ''))
    const needed = context.method === 'DELETE' ? revoke : query
    const jti = grantCalled(name)
    const grant = await provider.Grant.find(jti)
    if (!token?.scope?.split(' ').includes(needed)) context.status = 403
    else if (!grant || mood.isGone) context.status = 404
    else if (needed === query) context.body = { scopes: [{ scope: mood.narrowedTo ?? grant.getOIDCScope() }] }
    else if (mood.refusesToEnd) context.status = 400
    else {
      await grant.destroy()
      for (const kind of [provider.RefreshToken, provider.AccessToken]) await kind.revokeByGrantId(jti)
      context.status = 204
    }
  })
}
