import type { Protections } from './models/registration.ts'

/** All that cost nothing where they are not offered; an answer as a form meets browsers that warn of it. */
export const usualProtections: Protections = {
  pushesRequests: true,
  bindsTokens: true,
  signsAnswers: true,
  postsAnswers: false,
  managesGrants: true,
}
