import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type ESTree } from 'vite'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

/** Where words for a person may stand: to translate the window is to translate these. */
const placesOfWords = /^renderer\/text\//

/** Attributes and properties that a person reads or hears. */
const told = new Set(['label', 'aria-label', 'title', 'alt', 'placeholder', 'hint', 'wrongText', 'words'])

const isWord = (text: string) => /\p{L}{2}/u.test(text)
/** Several words that begin as a sentence does: a class name has no capital, and the key of a keyboard no space. */
const isSentence = (text: string) => /^\p{Lu}\p{Ll}*[,.…]?( \p{L}|$)/u.test(text.trim()) && /[ .…]/.test(text)

/** Words for a person that stand in the code. */
function wordsIn(file: string): string[] {
  const found: string[] = []
  const note = (text: string, isTold: boolean) => {
    if (isTold ? isWord(text) : isSentence(text)) found.push(`${file}: ${text.trim()}`)
  }
  const visit = (value: ESTree.Node | null, isTold: boolean) => {
    if (value?.type === 'Literal' && typeof value.value === 'string') note(value.value, isTold)
    if (value?.type === 'TemplateLiteral') for (const part of value.quasis) note(part.value.raw, isTold)
  }
  const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'))
  new Visitor({
    JSXText: ({ value }) => note(value, true),
    JSXAttribute: ({ name, value }) => {
      const { expression = value } = value?.type === 'JSXExpressionContainer' ? value : {}
      visit(expression as ESTree.Node | null, told.has(String(name.name)))
    },
    JSXExpressionContainer: ({ expression }) => visit(expression, false),
    ConditionalExpression: ({ consequent, alternate }) => {
      visit(consequent, false)
      visit(alternate, false)
    },
    ReturnStatement: ({ argument }) => visit(argument, false),
    Property: ({ key, value }) => visit(value, key.type === 'Identifier' && told.has(key.name)),
  }).visit(program)
  return found
}

test('all that a person reads stands in one place, ready to translate', () => {
  const files = globSync('renderer/**/*.{ts,tsx}', { cwd: root }).filter((file) => !placesOfWords.test(file))
  expect(files.length).toBeGreaterThan(60)
  expect(files.flatMap(wordsIn)).toEqual([])
})
