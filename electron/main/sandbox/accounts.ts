import type { Bank } from './bank.ts'
import { balanceAt } from './ledger/ledger.ts'
import { priceAt } from './prices.ts'
import type { Holding, SandboxAccount } from './users.ts'

/** An account without any amount. */
export function describeAccount(account: SandboxAccount): Record<string, unknown> {
  return {
    accountId: account.accountId,
    accountNumberDisplay: account.display,
    accountType: account.accountType,
    balanceType: account.balanceType,
    currency: { currencyCode: 'USD' },
    nickname: account.nickname,
    productName: `Mikomo ${account.nickname}`,
    lineOfBusiness: 'Personal',
    status: 'OPEN',
  }
}

/** What the balances product adds: it agrees with the transactions, and in an investment account with the holdings. */
export function balanceOf(
  { seed }: Pick<Bank, 'seed'>,
  account: SandboxAccount,
  atMs: number,
): Record<string, unknown> {
  return {
    ...account.details,
    ...amountFields({ seed, account }, atMs),
    balanceAsOf: new Date(atMs).toISOString(),
  }
}

/** What the investments product adds. */
export function holdingsOf(account: SandboxAccount, atMs: number): Record<string, unknown> {
  if (account.key !== 'investmentAccount') return {}
  const holdings = account.holdings.map((holding) => ({
    holdingId: holdingIdOf(account, holding),
    holdingType: 'MUTUALFUND',
    securityId: holding.symbol,
    securityIdType: 'SYMBOL',
    positionType: 'LONG',
    ...holding,
    currentUnitPrice: priceAt(holding, atMs),
    marketValue: valueOf(holding, atMs) / 100,
  }))
  return { holdings }
}

export function holdingIdOf({ accountId }: SandboxAccount, { symbol }: Holding): string {
  return `${accountId}-${symbol.toLowerCase()}`
}

function amountFields(ledger: Ledger, atMs: number): Record<string, number> {
  const { account } = ledger
  const { posted, withPending } = balanceAt(ledger, atMs)
  const atOpening = balanceAt(ledger, atMs - (atMs % dayMs)).posted
  switch (account.key) {
    case 'depositAccount':
      return {
        currentBalance: posted / 100,
        availableBalance: withPending / 100,
        openingDayBalance: atOpening / 100,
      }
    case 'locAccount': {
      const line = account.details['creditLine']
      return {
        currentBalance: -posted / 100,
        ...(typeof line === 'number' ? { availableCredit: (line * 100 + withPending) / 100 } : {}),
      }
    }
    case 'loanAccount':
      return { principalBalance: -posted / 100 }
    case 'investmentAccount': {
      const value = posted + heldAt(account, atMs)
      const before = atOpening + heldAt(account, atMs - (atMs % dayMs))
      return {
        availableCashBalance: posted / 100,
        currentValue: value / 100,
        dailyChange: (value - before) / 100,
      }
    }
  }
}

interface Ledger {
  seed: string
  account: SandboxAccount
}

const dayMs = 24 * 3_600_000

/** What an investment account holds is worth, in cents. */
function heldAt({ holdings }: SandboxAccount, atMs: number): number {
  return holdings.reduce((sum, holding) => sum + valueOf(holding, atMs), 0)
}

/** In cents. */
function valueOf(holding: Holding, atMs: number): number {
  return Math.round(holding.units * priceAt(holding, atMs) * 100)
}
