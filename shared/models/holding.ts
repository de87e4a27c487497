import { z } from 'zod'
import { currency, decimal, money } from './account.ts'
import { day, ms } from './basics.ts'

/** What an institution sends of a tax lot and Mooring reads. */
export const taxLotParts = ['date', 'quantity', 'price', 'cost', 'value', 'position'] as const

/** A part of a holding that was bought at one time. Institutions may leave out any field. */
export const taxLot = z.object({
  acquiredDay: day.nullable(),
  /** A number of securities, exact. */
  units: decimal.nullable(),
  /** What one of them cost. */
  unitPrice: money.nullable(),
  costBasis: money.nullable(),
  marketValue: money.nullable(),
  /** `short`: sold before it was bought. */
  position: z.enum(['long', 'short']).nullable(),
  /** What was sent and could not be read. */
  unreadable: z.array(z.enum(taxLotParts)),
})
export type TaxLot = z.infer<typeof taxLot>

/** What an institution sends of a holding and Mooring reads. */
export const holdingParts = [
  'id',
  'name',
  'symbol',
  'security',
  'type',
  'quantity',
  'price',
  'value',
  'cost',
  'currency',
  'date',
  'position',
  'tax lots',
] as const

/** A security in an investment account. Institutions may leave out any field. */
export const holding = z.object({
  /** The institution's id, as sent; null if it sends none. Tax lots can be read only of a holding with an id. */
  id: z.string().nullable(),
  name: z.string().nullable(),
  symbol: z.string().nullable(),
  securityId: z.string().nullable(),
  /** Which system of ids `securityId` is from, as the institution names it, such as CUSIP or ISIN. */
  securityIdType: z.string().nullable(),
  /** The institution's name for the type, such as MUTUALFUND. */
  type: z.string().nullable(),
  /** `short`: sold before it was bought. */
  position: z.enum(['long', 'short']).nullable(),
  /** A number of securities, exact. */
  units: decimal.nullable(),
  /** The current price of one. */
  unitPrice: money.nullable(),
  marketValue: money.nullable(),
  /** What all of them cost. */
  costBasis: money.nullable(),
  /** Null if neither the holding nor its account names one. */
  currency: currency.nullable(),
  /** What the price is as of, where the institution says: the day, and the instant where it named a time with a zone. */
  asOfDay: day.nullable(),
  asOfMs: ms.nullable(),
  /** Null if the institution did not send them with the holding. */
  taxLots: z.array(taxLot).nullable(),
  /** What was sent and could not be read. */
  unreadable: z.array(z.enum(holdingParts)),
})
export type Holding = z.infer<typeof holding>

/** The holdings of an account. */
export const holdingList = z.object({
  holdings: z.array(holding),
  /** Number of entries that could not be read, or not all of them: the latter are in `holdings`. */
  unreadable: z.int(),
  /** Some are missing: the institution returned only some (HTTP 206), or none for this account. */
  isPartial: z.boolean(),
  interactionId: z.string().nullable(),
})
export type HoldingList = z.infer<typeof holdingList>

/** The tax lots of a holding. */
export const taxLotList = z.object({
  taxLots: z.array(taxLot),
  /** Number of entries that could not be read, or not all of them: the latter are in `taxLots`. */
  unreadable: z.int(),
  isPartial: z.boolean(),
})
export type TaxLotList = z.infer<typeof taxLotList>
