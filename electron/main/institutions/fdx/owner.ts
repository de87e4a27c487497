import { ownerParts, type Owner } from '../../../../shared/models/owner.ts'
import { AppError } from '../../core/errors.ts'
import type { OwnerRead, ReadContext } from '../model/profile.ts'
import { isObject, isSent, isUnreadableText, textOf } from '../values/fdx-values.ts'
import type { FdxServer } from './server.ts'

/**
 * Reads name and contact of the customer: `{"customer": {…}}` of Akoya, or the customer itself (FDX: `/customers/current`). Nothing else of
 * the answer is read, such as a date of birth or a tax id.
 *
 * @throws AppError as `FdxServer.call`; `answer_invalid` for an answer without a customer
 */
export async function readFdxOwner(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<OwnerRead> {
  const { body, isEmpty, isPartial, interactionId } = await server.call(context, address)
  const sent = isObject(body) && isObject(body['customer']) ? body['customer'] : body
  const isCustomer = isObject(sent) && [...fields, 'customerId'].some((name) => name in sent)
  if (!isEmpty && !isCustomer) throw new AppError('answer_invalid', { host: new URL(address).host })
  return { owner: toOwner(isCustomer ? sent : {}), isPartial, interactionId }
}

/** FDX 4 and Akoya name the list of addresses `email`, later versions `emails`, too. */
const fields = ['name', 'businessCustomer', 'addresses', 'telephones', 'email', 'emails'] as const

type Read = { text: string } | 'unreadable'

function toOwner(customer: Record<string, unknown>): Owner {
  const business = isObject(customer['businessCustomer'])
    ? customer['businessCustomer']['name']
    : customer['businessCustomer']
  const names = [...listOf(customer['name']), ...listOf(business)].map(readName)
  const addresses = listOf(customer['addresses']).map(readAddress)
  const phones = listOf(customer['telephones']).map(readPhone)
  const emails = [...listOf(customer['email']), ...listOf(customer['emails'])].map(readText)
  const read: Record<Owner['unreadable'][number], Read[]> = {
    name: names,
    address: addresses,
    'phone number': phones,
    'email address': emails,
  }
  return {
    names: textsOf(names),
    addresses: textsOf(addresses),
    phones: textsOf(phones),
    emails: textsOf(emails),
    unreadable: ownerParts.filter((part) => read[part].includes('unreadable')),
  }
}

/** A list, or one value as a list, without those that say nothing. */
function listOf(value: unknown): unknown[] {
  const values: unknown[] = Array.isArray(value) ? value : [value]
  return values.filter((one) => (isObject(one) ? Object.values(one).some(isSent) : isSent(one)))
}

/** Each once. */
function textsOf(read: Read[]): string[] {
  return [...new Set(read.flatMap((one) => (one === 'unreadable' ? [] : [one.text])))]
}

function readText(value: unknown): Read {
  const text = textOf(value)
  return text === null ? 'unreadable' : { text }
}

function readName(value: unknown): Read {
  if (!isObject(value)) return readText(value)
  const person = joined(value, ['prefix', 'first', 'middle', 'last', 'suffix'], ' ')
  const company = joined(value, ['company'], ' ')
  const parts = [person, company].filter((part) => part !== null)
  if (parts.includes('unreadable') || parts.length === 0) return 'unreadable'
  return { text: parts.join(', ') }
}

/** "1 Harbor Street, Springfield, IL 62701, US": FDX 4 has `state`, later versions `region`. */
function readAddress(value: unknown): Read {
  if (!isObject(value)) return readText(value)
  const street = joined(value, ['line1', 'line2', 'line3', 'city'], ', ')
  const region = joined(value, [isSent(value['region']) ? 'region' : 'state', 'postalCode'], ' ')
  const parts = [street, region, joined(value, ['country'], ' ')].filter((part) => part !== null)
  if (parts.includes('unreadable') || parts.length === 0) return 'unreadable'
  return { text: parts.join(', ') }
}

function readPhone(value: unknown): Read {
  if (!isObject(value)) return readText(value)
  const code = joined(value, ['country'], ' ')
  const number = joined(value, ['number'], ' ')
  if (number === null || number === 'unreadable' || code === 'unreadable') return 'unreadable'
  // `1` and `+1` are calling codes, `US` is a country.
  const isCallingCode = code !== null && /^\+?\d+$/.test(code)
  return { text: isCallingCode ? `+${code.replace('+', '')} ${number}` : number }
}

/** The texts of some fields; null for none. */
function joined(
  value: Record<string, unknown>,
  names: readonly string[],
  separator: string,
): string | 'unreadable' | null {
  if (names.some((name) => isUnreadableText(value[name]))) return 'unreadable'
  const texts = names.map((name) => textOf(value[name])).filter((text) => text !== null)
  return texts.length === 0 ? null : texts.join(separator)
}
