import { akoyaKinds } from './akoya/kinds.ts'
import type { InstitutionKinds } from './kind.ts'
import { mikomoKinds } from './mikomo/kinds.ts'
import { openidKinds } from './openid/kinds.ts'

/** Every kind of institution, one line for each family. */
export const kinds = {
  ...mikomoKinds,
  ...akoyaKinds,
  ...openidKinds,
} satisfies InstitutionKinds
