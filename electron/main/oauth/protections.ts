import type { ServerMetadata } from 'openid-client'
import type { Protections } from '../../../shared/models/registration.ts'
import { secureOrNull } from './endpoints.ts'
import type { ServerProfile } from './server-profile.ts'

/** A server may require pushed requests (RFC 9126 section 5). */
export function protectionsOf(profile: ServerProfile, metadata: ServerMetadata): Protections {
  const endpoint = secureOrNull(metadata.pushed_authorization_request_endpoint, profile)
  const isDemanded = metadata.require_pushed_authorization_requests === true
  const signsAnswers =
    profile.signsAnswers === true &&
    metadata.jwks_uri !== undefined &&
    announces(metadata, 'response_modes_supported', 'query.jwt')
  return {
    pushesRequests: endpoint !== null && (isDemanded || profile.pushesRequests === true),
    bindsTokens:
      profile.bindsTokens === true && announces(metadata, 'dpop_signing_alg_values_supported', 'ES256'),
    signsAnswers,
    postsAnswers:
      profile.postsAnswers === true &&
      !signsAnswers &&
      announces(metadata, 'response_modes_supported', 'form_post'),
    // Grant management uses client credentials, which a public client does not have (Grant Management section 6.1).
    managesGrants:
      profile.managesGrants === true &&
      profile.clientAuthentication.exchange !== 'none' &&
      grantsEndpointOf(metadata) !== undefined,
  }
}

export function grantsEndpointOf(metadata: ServerMetadata): string | undefined {
  const endpoint = metadata['grant_management_endpoint']
  return typeof endpoint === 'string' ? endpoint : undefined
}

/** Whether a list in the metadata contains a value. */
export function announces(metadata: ServerMetadata, list: string, value: string): boolean {
  const values = metadata[list]
  return Array.isArray(values) && values.includes(value)
}
