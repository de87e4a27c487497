import { folded } from '../../shared/plain-text.ts'
import { Name } from './name.tsx'

/** A name from outside the app, with the words that a search found in it marked. */
export function Marked({ text, words }: { text: string; words: readonly string[] }) {
  const ranges = words.length === 0 ? [] : rangesOf(text, words)
  if (ranges.length === 0) return <Name text={text} />
  return (
    <bdi>
      {ranges.map(({ from, to, isMarked }) =>
        isMarked ? (
          <mark key={from}>
            <Name text={text.slice(from, to)} />
          </mark>
        ) : (
          <Name key={from} text={text.slice(from, to)} />
        ),
      )}
    </bdi>
  )
}

interface Range {
  from: number
  to: number
  isMarked: boolean
}

/** The text in pieces, found or not; none if nothing is found. Compares folded text, which may be longer or shorter. */
function rangesOf(text: string, words: readonly string[]): Range[] {
  const whole = folded(text)
  if (!words.some((word) => whole.includes(word))) return []
  const { plain, indexes } = foldedByLetter(text)
  const marked = new Set<number>()
  for (const word of words) {
    for (let found = plain.indexOf(word); found >= 0; found = plain.indexOf(word, found + word.length)) {
      const [from = 0, to = 0] = [indexes[found], indexes[found + word.length]]
      for (let index = from; index < to; index++) marked.add(index)
    }
  }
  if (marked.size === 0) return []
  const ranges: Range[] = []
  for (let index = 0; index < text.length; index++) {
    const isMarked = marked.has(index)
    const last = ranges.at(-1)
    if (last?.isMarked === isMarked) last.to = index + 1
    else ranges.push({ from: index, to: index + 1, isMarked })
  }
  return ranges
}

/** The folded text, and where in the text each of its characters comes from. */
function foldedByLetter(text: string): { plain: string; indexes: number[] } {
  let plain = ''
  const indexes: number[] = []
  let at = 0
  for (const letter of text) {
    const part = folded(letter)
    plain += part
    for (let index = 0; index < part.length; index++) indexes.push(at)
    at += letter.length
  }
  indexes.push(text.length)
  return { plain, indexes }
}
