import type { LinkFlow, LinkProgress } from '../../../../shared/models/link.ts'
import type { PasteBox } from '../../oauth/redirects/pasted.ts'
import type { Server } from '../../oauth/server.ts'
import type { InstitutionClient } from '../tokens/institution-client.ts'

/** A running link, as the window controls it. */
export interface RunningLink {
  progress: LinkProgress
  controller: AbortController
  /** Returns an address for a browser; null until one has been sent. The address never leaves the main process. */
  freshUrl: (() => Promise<string>) | null
  /** Where the user may paste the callback URL; null until the browser has been opened. */
  pasteBox: PasteBox | null
  /** Resolves when the link has ended and its port is closed. */
  finished: Promise<void>
}

/** A running link, as its flow sees it. */
export interface LinkRun {
  /** Id of the attempt. */
  id: string
  institutionId: string
  /** Set for a relink: the login must be the same one. */
  connectionId: string | null
  /** What the user calls the login, where the institution does not say who signed in. */
  loginName: string | null
  flow: LinkFlow
  signal: AbortSignal
  /** Reports progress to the window. */
  report(change: Partial<LinkProgress>): void
  /** From now on the browser can be opened again, each time with an address that has not been opened yet. */
  enableReopen(freshUrl: () => Promise<string>): void
  /** From now on the user may paste the callback URL. */
  enablePaste(box: PasteBox): void
}

/** A running link and the server that it links at. */
export interface Linking {
  run: LinkRun
  client: InstitutionClient
  server: Server
}
