/** A server that nobody of this project wrote, with one client and one user. */
export interface RealServer {
  issuer: string
  clientId: string
  clientSecret: string
  scopes: string[]
  /** It has a revocation endpoint. */
  canRevoke: boolean
  /** Approves a request as a user who is signed in. @returns where the browser is sent then */
  approve(url: string): Promise<string>
  /** Ends all refresh tokens at the server, as its administrator may. Absent where the server checks none. */
  endEverything?(): void
  close(): Promise<void>
}
