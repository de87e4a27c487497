import type { Bank } from './bank.ts'
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

/** What the balances product adds. Each read moves it a little, so that new numbers differ from old ones. */
export function balanceOf(bank: Bank, account: SandboxAccount): Record<string, unknown> {
  const balance = movedBalance(account, bank.memory.reads)
  return {
    ...account.details,
    ...amountFields(account, balance),
    balanceAsOf: new Date(bank.now()).toISOString(),
  }
}

/** What the investments product adds. */
export function holdingsOf(account: SandboxAccount): Record<string, unknown> {
  if (account.key !== 'investmentAccount') return {}
  const holdings = account.holdings.map((holding) => ({
    holdingId: holdingIdOf(account, holding),
    holdingType: 'MUTUALFUND',
    securityId: holding.symbol,
    securityIdType: 'SYMBOL',
    positionType: 'LONG',
    ...holding,
    marketValue: cents(holding.units * holding.currentUnitPrice),
  }))
  return { holdings }
}

export function holdingIdOf({ accountId }: SandboxAccount, { symbol }: Holding): string {
  return `${accountId}-${symbol.toLowerCase()}`
}

function amountFields(account: SandboxAccount, balance: number): Record<string, number> {
  switch (account.key) {
    case 'depositAccount':
      return { currentBalance: balance, availableBalance: balance, openingDayBalance: account.balance }
    case 'locAccount': {
      const line = account.details['creditLine']
      return typeof line === 'number'
        ? { currentBalance: balance, availableCredit: cents(line - balance) }
        : { currentBalance: balance }
    }
    case 'loanAccount':
      return { principalBalance: balance }
    case 'investmentAccount':
      return { currentValue: balance, dailyChange: cents(balance - account.balance) }
  }
}

/** The first read returns the balance of the list; later ones move it, the same way each time. */
function movedBalance({ balance, swing }: SandboxAccount, reads: number): number {
  const steps = Math.max(reads - 1, 0)
  const range = swing * 100
  if (steps === 0 || range === 0) return cents(balance)
  // A prime step: two consecutive reads never return the same balance.
  return cents(balance + (((steps * 7919) % (2 * range + 1)) - range) / 100)
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}
