import type { AccountNumber } from '../../../../shared/models/account-number.ts'
import type { AccountNumbersRead, ReadContext } from '../model/profile.ts'
import { idOf, isObject, textOf } from '../values/fdx-values.ts'
import { readList } from './read-list.ts'
import type { FdxServer } from './server.ts'

/**
 * Reads the full numbers of one account: `{"paymentNetworks": […]}`.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for an answer without a list
 * @see FDX API `/accounts/{accountId}/payment-networks`, Akoya page "Payments"
 */
export async function readFdxAccountNumbers(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<AccountNumbersRead> {
  const read: Pick<AccountNumbersRead, 'numbers' | 'unreadable'> = { numbers: [], unreadable: 0 }
  const list = await readList(server, context, {
    address,
    listIn: (body) => body['paymentNetworks'],
    onPage: (entries) => {
      const numbers = entries.map(accountNumberOf)
      read.numbers.push(...numbers.filter((one) => one !== null))
      read.unreadable += numbers.filter((one) => one === null).length
      return 0
    },
  })
  return { ...read, ...list }
}

/** Null for an entry without an account's number. */
function accountNumberOf(entry: unknown): AccountNumber | null {
  if (!isObject(entry)) return null
  const account = idOf(entry['identifier'])
  if (account === null) return null
  return {
    bank: idOf(entry['bankId']),
    account: textOf(account),
    isToken: textOf(entry['identifierType']) === 'TOKENIZED_ACCOUNT_NUMBER',
    network: textOf(entry['type']),
  }
}
