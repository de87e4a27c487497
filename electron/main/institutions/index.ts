import type { InstitutionKindName } from '../../../shared/institution-kinds.ts'
import type { Environment } from '../../../shared/models/registration.ts'
import { akoyaKinds } from './akoya/kinds.ts'
import { fdxDirectKinds } from './fdx-direct/kinds.ts'
import type { InstitutionKind, InstitutionKinds } from './model/kind.ts'
import { mikomoKinds } from './mikomo/kinds.ts'
import { oauthKinds } from './oauth-plain/kinds.ts'
import { openidKinds } from './openid/kinds.ts'

/** Every kind of institution, one line for each family. */
export const kinds = {
  ...mikomoKinds,
  ...akoyaKinds,
  ...fdxDirectKinds,
  ...openidKinds,
  ...oauthKinds,
} satisfies InstitutionKinds

const kindsByName: Record<InstitutionKindName, Pick<InstitutionKind, 'addresses'>> = kinds

/** The addresses that requests to a registration's institutions go to; none for the built-in sandbox. */
export function serverAddresses(environment: Environment): string[] {
  return kindsByName[environment.kind].addresses(environment)
}
