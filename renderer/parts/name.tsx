/** Turn the direction of all that follows: a name must not turn another. */
const directionMarks = /[\u202a-\u202e\u2066-\u2069]/g

/** A name from outside, in the direction of its own script, apart from the words around it. */
export function Name({ text }: { text: string }) {
  return <bdi>{text.replaceAll(directionMarks, '')}</bdi>
}
