import { Marked } from './marked.tsx'

/** Shorter logins are shown whole, or cut at their end in a very narrow window. */
const minCut = 36
/** How much of the end is always shown. */
const tailLetters = 14

/**
 * A login. Where it is too long for its line, it is cut in the middle, because logins of one institution often differ only at their
 * ends. Its title is the whole.
 */
export function Login({ text, words = [] }: { text: string; words?: readonly string[] }) {
  const letters = [...text]
  if (letters.length < minCut) {
    return (
      <span className="login" title={text}>
        <Marked text={text} words={words} />
      </span>
    )
  }
  return (
    <span className="login cut" title={text}>
      <span className="head">
        <Marked text={letters.slice(0, -tailLetters).join('')} words={words} />
      </span>
      <span className="tail">
        <Marked text={letters.slice(-tailLetters).join('')} words={words} />
      </span>
    </span>
  )
}
