import type { Protections } from './models/registration.ts'

/** All protections that do no harm if the server lacks them. Form posts are off, because some browsers warn about them. */
export const usualProtections: Protections = {
  pushesRequests: true,
  bindsTokens: true,
  signsAnswers: true,
  postsAnswers: false,
  managesGrants: true,
}
