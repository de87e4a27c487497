import { useAction, type Action } from '../parts/use-action.ts'
import { call } from '../state/api.ts'

/** Links the built-in institution. */
export function useMikomo(onRegistrationsChanged: () => Promise<void>): Action & { link: () => void } {
  const action = useAction()
  const link = () =>
    action.run(async () => {
      const { id } = await call('sandbox.prepare', {})
      await onRegistrationsChanged()
      await call('links.start', { institutionId: id })
    })
  return { ...action, link }
}
