/**
 * The shapes in which public samples hold accounts and transactions, with values of our own. `source` is where a shape was found, and
 * the date of that version.
 */
export interface Shape {
  source: string
  body: unknown
  /** Rows as [id, category, mask, balance, currency, day that the balance is as of], or as [id, day, amount, pending]. */
  rows: unknown[][]
}

const usd = { currencyCode: 'USD' }

export const accountShapes: Shape[] = [
  {
    source: 'Akoya TypeScript SDK 0.2.0, doc/controllers/balances.md (Mikomo), 2025-11-03',
    body: {
      accounts: [
        {
          investmentAccount: {
            accountId: '10000001',
            accountType: 'College Savings',
            availableCashBalance: 0,
            balanceAsOf: '2022-03-16T04:00:00Z',
            balanceType: 'ASSET',
            currency: usd,
            currentValue: 1200.49,
            marginBalance: 0,
          },
        },
        {
          investmentAccount: {
            accountId: '1000002',
            accountNumberDisplay: '...7000',
            balanceList: [
              { balanceName: 'MARGINCALL', balanceType: 'AMOUNT', balanceValue: 0, currency: usd },
            ],
            currency: usd,
            availableCashBalance: 3.5,
          },
        },
        {
          depositAccount: {
            accountId: 'g100',
            accountNumberDisplay: 'xxxxxxxx0001',
            availableBalance: 10.06,
            balanceAsOf: '2022-04-24T14:15:22Z',
            currency: { currencyCode: 'USD', originalCurrencyCode: 'USD' },
            currentBalance: 11.06,
            fiAttributes: [{ name: 'accountOpenedDate', value: '2020-04-23' }],
          },
        },
      ],
    },
    rows: [
      ['10000001', 'investment', null, '1200.49', 'USD', '2022-03-16'],
      ['1000002', 'investment', '7000', '3.50', 'USD', null],
      ['g100', 'deposit', '0001', '11.06', 'USD', '2022-04-24'],
    ],
  },
  {
    source: 'FDX 4.6 in plaid/core-exchange, versions/4.6/corex.yaml (keyed), 2026-07-24',
    body: {
      page: { nextOffset: null },
      accounts: [
        {
          depositAccount: {
            accountId: 'd1',
            accountNumberDisplay: '5000',
            currency: usd,
            currentBalance: 1.5,
          },
        },
        { loanAccount: { accountId: 'l1', accountType: 'LOAN', currency: usd, principalBalance: 100 } },
        { locAccount: { accountId: 'c1', accountType: 'LINEOFCREDIT', currency: usd, currentBalance: 20 } },
        { annuityAccount: { accountId: 'n1', currency: usd, netPresentValue: 7 } },
      ],
    },
    rows: [
      ['d1', 'deposit', '5000', '1.50', 'USD', null],
      ['l1', 'loan', null, '-100.00', 'USD', null],
      ['c1', 'line-of-credit', null, '-20.00', 'USD', null],
      ['n1', 'annuity', null, '7.00', 'USD', null],
    ],
  },
  {
    source: 'FDX 5.0 to 6.4 in plaid/core-exchange, versions/6.4/corex.yaml (flat), 2026-07-24',
    body: {
      accounts: [
        {
          accountCategory: 'DEPOSIT_ACCOUNT',
          accountId: 'd1',
          currency: usd,
          currentBalance: 1,
          availableBalance: 0,
        },
        {
          accountCategory: 'LOC_ACCOUNT',
          accountId: 'c1',
          accountType: 'CREDITCARD',
          currency: usd,
          currentBalance: 2,
        },
        {
          accountCategory: 'LOAN_ACCOUNT',
          accountId: 'l1',
          currency: usd,
          principalBalance: 3,
          currentBalance: 3,
        },
        { accountCategory: 'DIGITAL_WALLET', accountId: 'w1', currency: usd, currentBalance: 4 },
        { accountCategory: 'COMMERCIAL_ACCOUNT', accountId: 'k1', currency: usd },
      ],
    },
    rows: [
      ['d1', 'deposit', null, '1.00', 'USD', null],
      ['c1', 'line-of-credit', null, '-2.00', 'USD', null],
      ['l1', 'loan', null, '-3.00', 'USD', null],
      ['w1', 'other', null, '4.00', 'USD', null],
      ['k1', 'other', null, undefined, 'USD', null],
    ],
  },
  {
    source: 'Universal Connect Project, apps/server/src/connect/stubs/akoya/accounts.js, 2025-12-02',
    body: {
      accounts: [
        {
          investmentAccount: {
            accountId: '1000000001',
            accountType: 'I',
            balanceType: 'ASSET',
            currency: { currencyCode: 'USD', currencyRate: 0, originalCurrencyCode: 'USD' },
            nickname: 'INDIVIDUAL',
          },
        },
      ],
    },
    rows: [['1000000001', 'investment', null, undefined, 'USD', null]],
  },
  {
    source: 'Canadian samples of FDX in public repositories: currency as text, maskedAccountNumber, 2026',
    body: {
      accounts: [
        {
          accountCategory: 'DEPOSIT_ACCOUNT',
          accountId: 'CHQ_001',
          currency: 'CAD',
          maskedAccountNumber: '****1000',
          currentBalance: 15.5,
          balanceAsOf: '2026-04-15',
        },
      ],
    },
    rows: [['CHQ_001', 'deposit', '1000', '15.50', 'CAD', '2026-04-15']],
  },
]

export const transactionShapes: Shape[] = [
  {
    source: 'Akoya TypeScript SDK 0.2.0, doc/controllers/transactions.md (Mikomo), 2025-11-03',
    body: {
      links: { prev: { href: '/transactions/v2/mikomo/a1?limit=5&offset=0' } },
      transactions: [
        {
          depositTransaction: {
            accountId: 'a1',
            amount: 0.29,
            debitCreditMemo: 'CREDIT',
            postedTimestamp: '2021-01-27T00:00:00Z',
            status: 'POSTED',
            transactionId: 't1',
            transactionTimestamp: '2021-01-27T00:00:00Z',
          },
        },
      ],
    },
    rows: [['t1', '2021-01-27', '0.29', false]],
  },
  {
    source: 'FDX 4.6 in plaid/core-exchange, versions/4.6/corex.yaml (keyed), 2026-07-24',
    body: {
      page: { nextOffset: null },
      transactions: [
        {
          depositTransaction: {
            checkNumber: 1234,
            payee: 'Paper Mill',
            transactionId: 't1',
            postedTimestamp: '2022-04-06T00:00:00.000Z',
            transactionTimestamp: '2022-04-05T00:00:00.000Z',
            debitCreditMemo: 'DEBIT',
            status: 'PENDING',
            amount: 40,
          },
        },
        { investmentTransaction: { transactionId: 't2', debitCreditMemo: 'CREDIT', amount: 0.8 } },
      ],
    },
    rows: [
      ['t1', '2022-04-06', '-40.00', true],
      ['t2', null, '0.80', false],
    ],
  },
  {
    source: 'FDX 6.4 in plaid/core-exchange, versions/6.4/corex.yaml (flat), 2026-07-24',
    body: {
      transactions: [
        {
          accountCategory: 'DEPOSIT_ACCOUNT',
          checkNumber: 1234,
          transactionId: 't1',
          postedTimestamp: '2022-04-06T00:00:00.000Z',
          transactionTimestamp: '2022-04-06T00:00:00.000Z',
          description: 'check',
          debitCreditMemo: 'DEBIT',
          status: 'MEMO',
          amount: 4,
        },
        {
          accountCategory: 'LOC_ACCOUNT',
          transactionId: 't2',
          transactionTimestamp: '2022-04-08T16:05:00.000Z',
          debitCreditMemo: 'MEMO',
          status: 'AUTHORIZATION',
          amount: 1.8,
        },
      ],
    },
    rows: [
      ['t1', '2022-04-06', '-4.00', true],
      ['t2', '2022-04-08', '1.80', true],
    ],
  },
]
