import type { Disclosure as DisclosureText } from '../../shared/models/disclosure.ts'
import { text } from '../text/text.ts'

/**
 * What data is requested, from whom, what for, for how long, and how to revoke it (12 CFR 1033.411): the text of the main process as it
 * is, because the receipt keeps the same.
 */
export function Disclosure({
  disclosure,
  redirectUri,
}: {
  disclosure: DisclosureText
  redirectUri: string | null
}) {
  return (
    <>
      <p className="muted">{disclosure.lead}</p>
      <dl className="disclosure">
        {disclosure.sections.map(({ heading, list, paragraphs }) => (
          <div key={heading}>
            <dt>{heading}</dt>
            <dd>
              {list.length > 0 && (
                <ul className="chips">
                  {list.map((name) => (
                    <li key={name} className="chip">
                      {name}
                    </li>
                  ))}
                </ul>
              )}
              {paragraphs.map((paragraph, index) => (
                <p key={index} className={list.length > 0 ? 'hint' : undefined}>
                  {paragraph}
                </p>
              ))}
            </dd>
          </div>
        ))}
        {redirectUri !== null && (
          <div>
            <dt>{text.link.returnsTo}</dt>
            <dd>
              <code>{redirectUri}</code>
            </dd>
          </div>
        )}
      </dl>
    </>
  )
}
