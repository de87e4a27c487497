import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Page } from 'playwright-core'
import { openConsentPrompts } from '../../electron/main/app/consent-prompt.ts'
import type { ConsentQuestion } from '../../electron/main/scripts/consent-question.ts'
import { findChromium, quietSwitches } from '../../scripts/chromium.ts'
import { limits } from './limits.ts'

export interface PromptPage {
  page: Page
  /** What the form asked for so far, as the main process would read it. */
  asked: string[]
}

/** The pages of prompts in a browser, in the size of their window. Nothing answers their forms. */
export interface PromptStage {
  open(
    question: ConsentQuestion,
    look?: {
      colorScheme?: 'light' | 'dark'
      forcedColors?: 'active'
      contrast?: 'more'
      size?: { width: number; height: number }
    },
  ): Promise<PromptPage>
  close(): Promise<void>
}

export async function openPromptStage(): Promise<PromptStage> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: quietSwitches,
    timeout: limits.waitMs,
  })
  const servers: Server[] = []
  return {
    open: async (question, { size, ...look } = {}) => {
      let window = { address: '', height: 0 }
      const prompts = openConsentPrompts({
        openWindow: ({ address, height }) => {
          window = { address, height }
          return { load: async () => undefined, bringToFront: () => undefined, close: () => undefined }
        },
        now: Date.now,
        uptime: () => 0,
        onFailed: () => undefined,
      })
      void prompts.ask(question, new AbortController().signal)
      const asked: string[] = []
      const server = createServer((request, response) => {
        const answer = request.url === '/' ? prompts.answerPage(window.address) : null
        if (answer === null) return response.writeHead(204).end()
        response.writeHead(200, Object.fromEntries(answer.headers))
        return answer.text().then((html) => response.end(html))
      })
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const context = await browser.newContext({
        ...look,
        viewport: size ?? { width: 540, height: window.height },
        reducedMotion: 'reduce',
      })
      context.setDefaultTimeout(limits.waitMs)
      const page = await context.newPage()
      page.on('request', (request) => asked.push(new URL(request.url()).search))
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      asked.splice(0)
      return { page, asked }
    },
    close: async () => {
      await browser.close()
      for (const server of servers) server.close()
    },
  }
}
