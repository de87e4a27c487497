/** The shapes in which public schemas and samples hold holdings, tax lots, owners and documents, with values of our own. */
export interface FdxShape {
  source: string
  body: unknown
  /** What is read of it. */
  read: unknown
}

const usd = { currencyCode: 'USD' }
const dollars = (amount: string) => ({ amount, currency: 'USD' })
const lot = {
  acquiredDay: '2022-04-24',
  units: '10.125',
  unitPrice: dollars('18.42'),
  costBasis: dollars('186.50'),
  marketValue: dollars('255.37'),
  position: 'long',
  unreadable: [],
}
const sentLot = {
  originalPurchaseDate: '2022-04-24T00:00:00Z',
  quantity: 10.125,
  purchasedPrice: 18.42,
  costBasis: 186.5,
  currentValue: 255.37,
  positionType: 'LONG',
}

/** All of the account `a1`. */
export const holdingShapes: FdxShape[] = [
  {
    source:
      'Akoya TypeScript SDK 0.2.0, doc/controllers/investments.md: keyed, a holding without id and name',
    body: {
      accounts: [
        { depositAccount: { accountId: 'other', currency: usd, currentBalance: 5 } },
        {
          investmentAccount: {
            accountId: 'a1',
            currency: usd,
            holdings: [
              {
                assetClasses: [{ assetClass: 'DOMESTICBOND', percent: 0 }],
                cashAccount: false,
                marketValue: 52672.49,
                mutualFundSecurity: { mutualFundType: 'OPENEND', unitsStreet: 0 },
                positionType: 'LONG',
                purchasedPrice: 18.42,
                securityIdType: 'ISIN',
                units: 2088.521,
              },
            ],
          },
        },
      ],
    },
    read: [
      {
        id: null,
        name: null,
        securityIdType: 'ISIN',
        position: 'long',
        units: '2088.521',
        unitPrice: null,
        marketValue: dollars('52672.49'),
        taxLots: null,
      },
    ],
  },
  {
    source: 'FDX 4.6 and 5: securityId with its type, tax lots in the holding',
    body: {
      accounts: [
        {
          accountCategory: 'INVESTMENT_ACCOUNT',
          accountId: 'a1',
          currency: { currencyCode: 'CAD' },
          holdings: [
            {
              holdingId: 'h1',
              securityId: '1234567890123456789012',
              securityIdType: 'CUSIP',
              holdingName: 'Index fund',
              holdingType: 'MUTUALFUND',
              symbol: 'IDX',
              currentUnitPrice: 25.2222,
              currentUnitPriceDate: '2026-11-20',
              units: '10.125',
              marketValue: 255.37,
              costBasis: 186.5,
              currency: usd,
              taxLots: [sentLot],
            },
          ],
        },
      ],
    },
    read: [
      {
        id: 'h1',
        name: 'Index fund',
        symbol: 'IDX',
        securityId: '1234567890123456789012',
        securityIdType: 'CUSIP',
        type: 'MUTUALFUND',
        units: '10.125',
        unitPrice: dollars('25.2222'),
        marketValue: dollars('255.37'),
        costBasis: dollars('186.50'),
        asOfDay: '2026-11-20',
        taxLots: [lot],
      },
    ],
  },
  {
    source:
      'FDX 6.4 in plaid/core-exchange, versions/6.4/corex.yaml: the account itself, securityIds as a list',
    body: {
      accountCategory: 'INVESTMENT_ACCOUNT',
      accountId: 'a1',
      holdings: [
        {
          holdingId: 'h1',
          securityIds: [
            { id: '037833100', idType: 'CUSIP' },
            { id: 'US0378331005', idType: 'ISIN' },
          ],
          holdingName: 'A share',
          holdingType: 'STOCK',
          units: 3,
          marketValue: 600,
          positionType: 'SHORT',
        },
      ],
    },
    read: [
      {
        id: 'h1',
        securityId: '037833100',
        securityIdType: 'CUSIP',
        position: 'short',
        units: '3',
        // The account's, as read before.
        marketValue: { amount: '600.00', currency: 'EUR' },
        currency: 'EUR',
      },
    ],
  },
]

export const taxLotShapes: FdxShape[] = [
  {
    source: 'Akoya TypeScript SDK 0.2.0, doc/controllers/investments.md',
    body: { accountId: 'a1', holding: { holdingId: 'h1', securityId: 'X', taxLots: [sentLot] } },
    read: [lot],
  },
  {
    source: 'a page with the list alone, and numbers as text',
    body: { taxLots: [{ ...sentLot, quantity: '10.125' }] },
    read: [lot],
  },
]

const nobody = { names: [], addresses: [], phones: [], emails: [], unreadable: [] }

export const ownerShapes: FdxShape[] = [
  {
    source: 'Akoya TypeScript SDK 0.2.0, doc/controllers/customers.md: in a wrapper, with state and email',
    body: {
      customer: {
        customerId: 'c1',
        name: { first: 'Kay', middle: 'H', last: 'Ito' },
        addresses: [{ line1: '1 Elm Rd', city: 'Springfield', state: 'TN', postalCode: '37172' }],
        telephones: null,
        email: ['kay@example.com'],
        accounts: null,
      },
    },
    read: {
      ...nobody,
      names: ['Kay H Ito'],
      addresses: ['1 Elm Rd, Springfield, TN 37172'],
      emails: ['kay@example.com'],
    },
  },
  {
    source: 'FDX 6.4: the customer itself, with region, calling codes, a business and two addresses',
    body: {
      customerId: 'c1',
      name: { prefix: 'Dr.', first: 'Kay', last: 'Ito', suffix: 'IV', company: '' },
      businessCustomer: { name: 'Ito & Co' },
      addresses: [
        {
          line1: '1850 N Clark St',
          line2: 'Apartment 103',
          city: 'Chicago',
          region: 'IL',
          postalCode: '60614',
          country: 'US',
          type: 'HOME',
        },
        { line1: '1 Elm Rd', city: 'Rome', country: 'IT' },
      ],
      telephones: [
        { type: 'HOME', country: '1', number: '3125550100' },
        { type: 'CELL', country: '+39', number: '065550100' },
        { type: 'BUSINESS', country: 'US', number: '5550100' },
      ],
      emails: ['kay@example.com', 'kay@example.com'],
      dateOfBirth: '1970-02-01',
      taxId: '000-00-0000',
    },
    read: {
      ...nobody,
      names: ['Dr. Kay Ito IV', 'Ito & Co'],
      addresses: ['1850 N Clark St, Apartment 103, Chicago, IL 60614, US', '1 Elm Rd, Rome, IT'],
      phones: ['+1 3125550100', '+39 065550100', '5550100'],
      emails: ['kay@example.com'],
    },
  },
  {
    source: 'a customer of which nothing is known',
    body: { customer: { customerId: 'c1', name: { first: '', last: '' }, addresses: [{}], email: [] } },
    read: nobody,
  },
]

export const statementShapes: FdxShape[] = [
  {
    source: 'FDX 6.4 in plaid/core-exchange, versions/6.4/corex.yaml, and Akoya: a link that is not used',
    body: {
      page: { nextOffset: null },
      links: {},
      statements: [
        {
          accountId: 'a1',
          statementId: 's1',
          statementDate: '2026-10-31',
          description: 'October',
          status: 'AVAILABLE',
          links: [{ href: 'https://files.example/s1', action: 'GET', types: ['application/pdf'] }],
        },
        { statementId: 20_261_130, statementDate: '2026-11-30T00:00:00Z' },
      ],
    },
    read: [
      { kind: 'statement', id: 's1', day: '2026-10-31', year: 2026, description: 'October', unreadable: [] },
      {
        kind: 'statement',
        id: '20261130',
        day: '2026-11-30',
        year: 2026,
        description: null,
        unreadable: [],
      },
    ],
  },
]

export const taxFormShapes: FdxShape[] = [
  {
    source: 'Akoya TypeScript SDK 0.2.0, doc/controllers/tax-beta.md: one form, several forms, and no id',
    body: {
      statements: [
        {
          taxYear: 2024,
          taxStatementId: 't1',
          attributes: [{ name: 'federalTaxWithheld', value: '4014.00' }],
          taxDataType: 'JSON',
          forms: [
            {
              tax1099Div: {
                taxYear: 2024,
                taxFormId: 'f1',
                taxFormDate: '2025-03-30',
                taxFormType: 'Tax1099Div',
              },
            },
            { tax1099Int: { taxYear: 2024, taxFormId: 'f2', taxFormType: 'Tax1099Int' } },
          ],
        },
        { taxYear: '2023', forms: [{ tax1098: { taxFormId: 'f3', taxFormType: 'Tax1098' } }] },
        { taxYear: 2022, taxDataType: 'JSON' },
      ],
    },
    read: [
      {
        kind: 'tax form',
        id: 't1',
        day: '2025-03-30',
        year: 2024,
        description: 'Tax1099Div, Tax1099Int',
        unreadable: [],
      },
      { kind: 'tax form', id: 'f3', day: null, year: 2023, description: 'Tax1098', unreadable: [] },
      { kind: 'tax form', id: null, day: null, year: 2022, description: null, unreadable: [] },
    ],
  },
]
