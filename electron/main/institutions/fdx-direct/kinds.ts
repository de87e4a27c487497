import { institutionKinds } from '../../../../shared/institution-kinds.ts'
import type { EnvironmentOf, InstitutionKind } from '../model/kind.ts'
import { openidProfile } from '../openid/profile.ts'
import { fdxDirectData, fdxHeaders } from './data.ts'

const { permissionOfScope } = institutionKinds.fdx

/** An institution's own server: OpenID Connect for access, FDX for data. */
export const fdxDirectKinds = {
  fdx: {
    authorizationHosts: ({ issuer }) => [new URL(issuer).host],
    addresses: ({ issuer, dataBase }) => [issuer, dataBase],
    profile: ({ environment, credential, protections, allowLoopbackHttp }) => {
      const { issuer, dataBase, resource } = environment
      // Bound tokens (RFC 9449) need a proof with every call of data, which is not made.
      const client = { has: credential, resource, ...protections, bindsTokens: false }
      return {
        ...openidProfile(issuer, client, { allowLoopbackHttp, permissionOfScope: permissionOfScope ?? {} }),
        data: { base: dataBase, headersOf: fdxHeaders },
        ...fdxDirectData(dataBase),
      }
    },
  } satisfies InstitutionKind<EnvironmentOf<'fdx'>>,
}
