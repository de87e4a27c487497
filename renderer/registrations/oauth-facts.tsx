import type { OAuthSettings } from '../../shared/models/oauth-settings.ts'
import type { Registration } from '../../shared/models/registration.ts'
import { calendarDayText } from '../text/format.ts'
import { text } from '../text/text.ts'
import { holdsSecret } from './draft.ts'
import { changedAddresses, lastChecked, presetOf } from './presets.ts'

const labels = text.oauthForm

/** What is special about an OAuth 2 server without OpenID, and how its registration differs from the preset that it was started from. */
export function OAuthFacts({
  registration,
  settings,
}: {
  registration: Registration
  settings: OAuthSettings
}) {
  const { hasPkce, loginPath, refreshLife, codeSeconds, authorizationParameters } = settings
  const preset = presetOf(registration)
  const changed = preset === null ? [] : changedAddresses(registration, preset)
  const parameters = Object.entries(authorizationParameters).map(([name, value]) => `${name}=${value}`)
  const facts: [string, string | null][] = [
    [
      labels.clientAuthentication,
      holdsSecret(registration) ? labels.methods[settings.clientAuthentication] : null,
    ],
    [labels.pkce, hasPkce ? null : labels.noPkce],
    [labels.whoSignsIn, loginPath === undefined ? labels.userNames : labels.addressNames(loginPath)],
    [
      labels.refreshDays,
      refreshLife === undefined ? null : labels.refreshLife(refreshLife.days, refreshLife.from),
    ],
    [labels.codeSeconds, codeSeconds === undefined ? null : labels.codeLife(codeSeconds)],
    [labels.authorizationParameters, parameters.length === 0 ? null : parameters.join(', ')],
    [text.presets.preset, preset && text.presets.from(preset.name, calendarDayText(lastChecked(preset)))],
    [text.presets.differs, changed.length === 0 ? null : text.presets.differences(changed)],
  ]
  return facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))
}
