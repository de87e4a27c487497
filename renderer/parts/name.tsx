/** Characters that change the writing direction of everything after them. */
const directionMarks = /[\u202a-\u202e\u2066-\u2069]/g

/** A name from outside the app, isolated so that its writing direction does not affect the surrounding text. */
export function Name({ text }: { text: string }) {
  return <bdi>{text.replaceAll(directionMarks, '')}</bdi>
}
