import { expect, test } from 'vitest'
import { initialsOf } from '../../renderer/parts/initials.ts'
import { tonesOf } from '../../renderer/parts/tones.ts'

test('institutions with equal initials get different colours, whatever their order [W-10]', () => {
  const names = [
    'Harbor Savings',
    'Highland State',
    'Home Street',
    'Hill Side',
    'Hope Springs',
    'Haven Shore',
  ]
  const tones = tonesOf([...names, 'Mikomo'])
  expect(new Set(names.map((name) => tones.get(name))).size).toBe(names.length)
  expect(Object.fromEntries(tonesOf(['Mikomo', ...names.toReversed()]))).toEqual(Object.fromEntries(tones))
  // Ten colours: the eleventh repeats one, and all have one.
  const many = Array.from({ length: 25 }, (_, index) => `Bank Number ${index}`)
  const ofMany = many.map((name) => tonesOf(many).get(name))
  expect(new Set(ofMany).size).toBe(10)
  expect(ofMany).not.toContain(undefined)
})

test('initials are letters or digits, never a mark, half a letter or a direction [W-10]', () => {
  expect(
    [
      'Mikomo',
      'First National Bank',
      '<b>Bold</b>',
      '\u202Eknab lautcA',
      '🏦🏦 Bank',
      '𝒜𝓃𝓃𝒶',
      'بنك الشرق',
      '🏦',
      '1st Bank',
    ].map(initialsOf),
  ).toEqual(['MI', 'FN', 'BB', 'KL', 'BA', '𝒜𝓃', 'با', '🏦', '1B'])
})
