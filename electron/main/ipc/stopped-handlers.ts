import type { Handlers, ParsedInput } from '../../../shared/contract.ts'
import type { AppStatus } from '../../../shared/models/app.ts'
import type { AppError } from '../core/errors.ts'

/** What the window can call when the data could not be opened. */
export interface Stopped {
  status: AppStatus
  /** What can be read nevertheless. */
  reading: Partial<Handlers>
  /** @throws AppError why it still can't be opened */
  open(from: ParsedInput<'app.open'>['from']): AppStatus
}

/** For data that could not be opened: the window shows why and what the user can do. What is not read fails with the same error. */
export function makeStoppedHandlers(error: AppError, { status, reading, open }: Stopped): Handlers {
  const own: Partial<Handlers> = {
    ...reading,
    'app.status': () => status,
    'app.open': ({ from }) => open(from),
  }
  return new Proxy(own as Handlers, {
    get: (target, method) => Reflect.get(target, method) ?? failing(error),
  })
}

function failing(error: AppError): () => never {
  return () => {
    throw error
  }
}
