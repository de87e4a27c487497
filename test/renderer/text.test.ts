import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type ESTree } from 'vite'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

/** The files that may contain text for the user. To translate the window, translate these. */
const textFiles = /^renderer\/text\/[a-z-]+\.ts$/

/** Attributes and properties that the user sees or hears. */
const textProperties = new Set([
  'label',
  'aria-label',
  'title',
  'alt',
  'placeholder',
  'hint',
  'wrongText',
  'text',
])

/** A URL is no text to translate. */
const isWord = (text: string) => /\p{L}{2}/u.test(text) && !/^[a-z]+:\/\//.test(text)
/** Several words that begin like a sentence. Class names have no capital, and keys of the keyboard no space. */
const isSentence = (text: string) => /^\p{Lu}\p{Ll}*[,.…]?( \p{L}|$)/u.test(text.trim()) && /[ .…]/.test(text)

/** Text for the user in the code of a file. */
function textIn(file: string): string[] {
  const found: string[] = []
  const note = (text: string, isText: boolean) => {
    if (isText ? isWord(text) : isSentence(text)) found.push(`${file}: ${text.trim()}`)
  }
  const visit = (value: ESTree.Node | null, isText: boolean) => {
    if (value?.type === 'Literal' && typeof value.value === 'string') note(value.value, isText)
    if (value?.type === 'TemplateLiteral') for (const part of value.quasis) note(part.value.raw, isText)
  }
  const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'))
  new Visitor({
    JSXText: ({ value }) => note(value, true),
    JSXAttribute: ({ name, value }) => {
      const { expression = value } = value?.type === 'JSXExpressionContainer' ? value : {}
      visit(expression as ESTree.Node | null, textProperties.has(String(name.name)))
    },
    JSXExpressionContainer: ({ expression }) => visit(expression, false),
    ConditionalExpression: ({ consequent, alternate }) => {
      visit(consequent, false)
      visit(alternate, false)
    },
    ReturnStatement: ({ argument }) => visit(argument, false),
    Property: ({ key, value }) => visit(value, key.type === 'Identifier' && textProperties.has(key.name)),
  }).visit(program)
  return found
}

test('all text for the user is in renderer/text, ready to translate', () => {
  const files = globSync('renderer/**/*.{ts,tsx}', { cwd: root }).filter((file) => !textFiles.test(file))
  expect(files.length).toBeGreaterThan(60)
  expect(files.flatMap(textIn)).toEqual([])
})
