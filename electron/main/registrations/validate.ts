import type { RegistrationInput } from '../../../shared/models/registration.ts'
import { faultsOf } from '../../../shared/registration-faults.ts'
import { AppError } from '../core/errors.ts'
import type { Deps } from '../runtime/deps.ts'

/**
 * @param has whether the registration keeps a secret that it already has, and whether it will have a certificate
 * @throws AppError `invalid_input`, with the first field that can't be used
 */
export function requireUsable(
  deps: Pick<Deps, 'settings'>,
  input: RegistrationInput,
  has: { keepsSecret: boolean; hasCertificate: boolean },
): void {
  const [field] = faultsOf(input, { ...has, allowLoopbackHttp: deps.settings.allowLoopbackIssuer })
  if (field !== undefined) throw new AppError('invalid_input', { field })
}
