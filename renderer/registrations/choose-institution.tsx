import { useMemo, useState } from 'react'
import { institutionKinds } from '../../shared/institution-kinds.ts'
import type { ConnectionSummary } from '../../shared/models/connection.ts'
import type { Institution } from '../../shared/models/institution.ts'
import { Button } from '../parts/button.tsx'
import { Monogram } from '../parts/monogram.tsx'
import { Name } from '../parts/name.tsx'
import { SearchBox } from '../parts/search-box.tsx'
import { AddInstitution } from './add-institution.tsx'
import { searchInstitutions } from './institution-list.tsx'
import type { Store } from '../state/store.ts'
import { text } from '../text/text.ts'
import { DialogFrame } from '../parts/dialog-frame.tsx'
import { ReadDisclosure } from '../link/read-disclosure.tsx'

/** Institutions of a registration shown at once. The search finds the others. */
const mostShown = 60

/** The dialog in which the user chooses an institution, reads the disclosure and continues in the browser. */
export function ChooseInstitution({
  store,
  onClose,
  onMikomo,
  onAddRegistration,
  onChanged,
}: {
  store: Store
  onClose: () => void
  onMikomo: () => void
  onAddRegistration: () => void
  onChanged: () => Promise<void>
}) {
  const [search, setSearch] = useState('')
  const logins = useMemo(() => countLogins(store.connections), [store.connections])
  const [chosen, choose] = useState<Institution | null>(null)

  if (chosen) {
    const registration = store.registrations.find(({ id }) => id === chosen.registrationId)
    return (
      <ReadDisclosure
        institution={chosen}
        registration={registration}
        onBack={() => choose(null)}
        onClose={onClose}
      />
    )
  }

  const own = store.registrations.filter(({ environment }) => !institutionKinds[environment.kind].isBuiltIn)
  const mine = store.institutions.filter((one) => own.some(({ id }) => id === one.registrationId))
  const found = searchInstitutions(mine, search)
  const [first] = found
  return (
    <DialogFrame title={text.choose.title} onClose={onClose}>
      {mine.length > 1 && (
        <form
          className="choose-search"
          onSubmit={(event) => {
            event.preventDefault()
            if (search.trim() !== '' && first) choose(first)
          }}
        >
          <SearchBox label={text.institution.search} value={search} takesFocus onChange={setSearch} />
          <span className="sub" role="status">
            {search.trim() === ''
              ? text.choose.typeToSearch
              : text.choose.found(found.length, first?.name ?? null)}
          </span>
        </form>
      )}
      {own
        .filter(({ id }) => search === '' || found.some(({ registrationId }) => registrationId === id))
        .map((registration) => (
          <section key={registration.id} className="choices">
            <h3>{registration.name}</h3>
            <ul>
              {found
                .filter(({ registrationId }) => registrationId === registration.id)
                .slice(0, mostShown)
                .map((institution) => (
                  <li key={institution.id}>
                    <button type="button" className="choice" onClick={() => choose(institution)}>
                      <Monogram name={institution.name} />
                      <span className="institution-name">
                        <Name text={institution.name} />
                        {(logins.get(institution.id) ?? 0) > 0 && (
                          <span className="sub">{text.choose.logins(logins.get(institution.id) ?? 0)}</span>
                        )}
                      </span>
                    </button>
                  </li>
                ))}
            </ul>
            <More
              count={
                found.filter(({ registrationId }) => registrationId === registration.id).length - mostShown
              }
            />
            <AddInstitution
              registration={registration}
              institutions={store.institutions.filter(
                ({ registrationId }) => registrationId === registration.id,
              )}
              onChanged={onChanged}
              onAdded={choose}
            />
          </section>
        ))}
      <section className="choices">
        <h3>{text.choose.builtIn}</h3>
        <button
          type="button"
          className="choice"
          onClick={() => {
            onClose()
            onMikomo()
          }}
        >
          <Monogram name={text.mikomo} /> {text.mikomo}
        </button>
      </section>
      <div className="dialog-actions">
        <Button
          onPress={() => {
            onClose()
            onAddRegistration()
          }}
        >
          {text.choose.addRegistration}
        </Button>
        <span className="gap" />
        <Button onPress={onClose}>{text.choose.cancel}</Button>
      </div>
    </DialogFrame>
  )
}

function More({ count }: { count: number }) {
  return count > 0 ? <p className="sub">{text.choose.more(count)}</p> : null
}

/** How many logins are linked at each institution. */
function countLogins(connections: readonly ConnectionSummary[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { institutionId } of connections) counts.set(institutionId, (counts.get(institutionId) ?? 0) + 1)
  return counts
}
