import type { InstitutionKind, InstitutionKinds } from '../../electron/main/institutions/model/kind.ts'
import { kinds } from '../../electron/main/institutions/index.ts'
import {
  institutionKinds,
  type AddressField,
  type InstitutionKindTable,
  type InstitutionKindTraits,
} from '../../shared/institution-kinds.ts'
import type { Environment } from '../../shared/models/registration.ts'

// Nothing here runs. types.test.ts compiles it: each line marked must be an error, and an error elsewhere fails too.

/** What a kind that is only added to `environment` in shared/models/registration.ts makes of it. */
interface MadeUp {
  kind: 'made-up'
  issuer: string
  tenant?: string
}
type Extended = Environment | MadeUp

declare const traits: InstitutionKindTraits<MadeUp>
declare const behaviour: InstitutionKind<MadeUp>

// @ts-expect-error the kind has no traits
export const withoutTraits: InstitutionKindTable<Extended> = institutionKinds

// @ts-expect-error nothing talks to the kind
export const withoutBehaviour: InstitutionKinds<Extended> = kinds

// One line each, and the compiler is content.
export const withTraits: InstitutionKindTable<Extended> = { ...institutionKinds, 'made-up': traits }
export const withBehaviour: InstitutionKinds<Extended> = { ...kinds, 'made-up': behaviour }

// @ts-expect-error an address of the kind is not described
export const withoutTenant: InstitutionKindTraits<MadeUp> = { ...traits, addresses: { issuer: 'required' } }

// @ts-expect-error the registration form has no field for the kind's new address
export const draft: Record<AddressField<Extended>, string> = {
  authorizationBase: '',
  dataBase: '',
  issuer: '',
  resource: '',
}
