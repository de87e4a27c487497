import type { Read } from '../state/use-read.ts'
import { text } from '../text/text.ts'
import { Button } from './button.tsx'
import { Problem } from './problem.tsx'

/** That something is being read, or why it could not be, with a way to try again. */
export function ReadStatus({ read: { failure, again }, loading }: { read: Read<unknown>; loading: string }) {
  if (failure === null) {
    return (
      <p className="muted" role="status">
        {loading}
      </p>
    )
  }
  return (
    <>
      <Problem failure={failure} />
      <Button look="link" onPress={again}>
        {text.actions.tryAgain}
      </Button>
    </>
  )
}
