import { expect, test } from 'vitest'
import { composeDisclosure } from '../../electron/main/receipts/disclosure.ts'
import type { Registration } from '../../shared/models/registration.ts'

const words = { thirdParty: 'Crane Fund', service: '', certification: '' }

function dataOf(change: Partial<Registration>): string {
  const { disclosure } = composeDisclosure({
    institution: { name: 'Harbor Bank', consentDays: 365 },
    registration: {
      name: 'Treasury desk',
      environment: { kind: 'openid', issuer: 'https://op.example' },
      scopes: ['openid'],
      readsNumbers: false,
      ...change,
    },
    words,
    canRevoke: true,
    atMs: Date.parse('2026-11-26T12:00:00Z'),
  })
  const [data] = disclosure.sections
  return [...(data?.list ?? []), ...(data?.paragraphs ?? [])].join('\n')
}

test('authorization details that the registration asks for are in the disclosure', () => {
  const details = [{ type: 'payment_initiation', locations: ['https://api.example/pay'] }]
  expect(dataOf({ authorizationDetails: details })).toContain(JSON.stringify(details))
  expect(dataOf({})).not.toContain('authorization details')
})
