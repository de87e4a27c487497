import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { toFailure } from '../../electron/main/core/errors.ts'
import { akoyaData } from '../../electron/main/institutions/akoya/data.ts'
import { openHttp } from '../../electron/main/net/http.ts'
import { limits } from '../support/limits.ts'

const http = openHttp({ userAgent: 'Mooring/test' })
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const wanted = { accountId: 'a1', documentId: 'd1' }
const pdf = '%PDF-1.7\nA statement.\n%%EOF\n'
const asPdf = { 'content-type': 'application/pdf' }

interface Server {
  baseUrl: string
  /** The address and the token of each request. */
  asked: [string, string | undefined][]
}

async function serve(answer: (response: ServerResponse) => void): Promise<Server> {
  const asked: Server['asked'] = []
  const server = createServer((request, response) => {
    asked.push([request.url ?? '', request.headers.authorization])
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function download(
  kind: 'statement' | 'tax form',
  answer: (response: ServerResponse) => void,
): Promise<string | { code: string; cause: string | undefined }> {
  const { baseUrl } = await serve(answer)
  return downloadFrom(baseUrl, kind)
}

async function downloadFrom(baseUrl: string, kind: 'statement' | 'tax form') {
  const context = {
    http,
    accessToken: 'bearer-1',
    now: Date.now,
    lastUseMs: Date.now(),
    isBatch: false,
    signal: AbortSignal.timeout(limits.waitMs),
  }
  try {
    return (await akoyaData(baseUrl, 'mikomo').documents[kind].download(context, wanted)).toString()
  } catch (thrown) {
    const { code, detail } = toFailure(thrown)
    return { code, cause: detail.cause }
  }
}

const sending = (headers: Record<string, string>, body: string | Buffer) => (response: ServerResponse) =>
  void response.writeHead(200, headers).end(body)
const notPdf = { code: 'document_refused', cause: 'type' }
const tooLarge = { code: 'document_refused', cause: 'too large' }

test('a PDF file is downloaded as it is', async () => {
  expect(await download('statement', sending(asPdf, pdf))).toBe(pdf)
  expect(await download('statement', sending({ 'content-type': 'Application/PDF; x=1' }, pdf))).toBe(pdf)
})

test.each([
  ['an HTML page', { 'content-type': 'text/html' }, '<html><h1>Sign in</h1></html>'],
  ['an HTML page with the type of a PDF file', asPdf, '<html><h1>Sign in</h1></html>'],
  ['an HTML page that contains the beginning of a PDF file', asPdf, `<html>${pdf}`],
  ['a PDF file with the type of a page', { 'content-type': 'text/html' }, pdf],
  ['a PDF file without a type', {}, pdf],
  ['a program', asPdf, 'MZ\u0090'],
  ['nothing', asPdf, ''],
  ['JSON', { 'content-type': 'application/json' }, '{"code":701}'],
])('%s is refused as a statement', async (_what, headers, body) => {
  expect(await download('statement', sending(headers, body))).toEqual(notPdf)
})

test('a file of more than 20 MB is refused, and one of 20 MB is taken', async () => {
  const sized = (bytes: number) => Buffer.concat([Buffer.from(pdf), Buffer.alloc(bytes - pdf.length)])
  expect(await download('statement', sending(asPdf, sized(21_000_000)))).toEqual(tooLarge)
  expect(await download('statement', sending(asPdf, sized(20_000_000)))).toHaveLength(20_000_000)
})

test('a file without an end is given up at 20 MB', async () => {
  const endless = (response: ServerResponse) => {
    response.writeHead(200, asPdf)
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, pdf)));
    }
    response.on('drain', more)
    more()
  }
  expect(await download('statement', endless)).toEqual(tooLarge)
})

test('a redirect to another host gets no token, and the file’s name at the server is not used', async () => {
  const other = await serve(sending(asPdf, pdf))
  const first = await serve((response) => {
    response.writeHead(302, { location: `${other.baseUrl}/file.pdf` }).end()
  })
  expect(await downloadFrom(first.baseUrl, 'statement')).toMatchObject({ code: 'answer_invalid' })
  expect(other.asked).toEqual([])
  expect(first.asked).toEqual([['/statements/v3/mikomo/a1/d1', 'Bearer bearer-1']])
  const named = { ...asPdf, 'content-disposition': 'attachment; filename="../../.bashrc"' }
  expect(await download('statement', sending(named, pdf))).toBe(pdf)
})

const asJson = { 'content-type': 'application/json; charset=utf-8' }
const base64 = Buffer.from(pdf).toString('base64')

test('a tax form comes as text in BASE64, also in lines, or as a file', async () => {
  const { baseUrl, asked } = await serve(sending(asJson, JSON.stringify({ taxYear: 2024, pdf: base64 })))
  expect(await downloadFrom(baseUrl, 'tax form')).toBe(pdf)
  expect(asked.map(([path]) => path)).toEqual(['/tax-forms/v3/mikomo/d1?taxDataType=BASE64_PDF'])
  const lines = `${base64.slice(0, 8)}\r\n${base64.slice(8)}\r\n`
  expect(await download('tax form', sending(asJson, JSON.stringify({ pdf: lines })))).toBe(pdf)
  expect(await download('tax form', sending(asPdf, pdf))).toBe(pdf)
})

test.each([
  ['text that is not BASE64', { pdf: 'not base64!' }, notPdf],
  ['BASE64 that was cut off', { pdf: base64.slice(0, 9) }, notPdf],
  ['an HTML page in BASE64', { pdf: Buffer.from('<html>').toString('base64') }, notPdf],
  ['a file of more than 20 MB', { pdf: Buffer.alloc(21_000_000, pdf).toString('base64') }, tooLarge],
  ['a form without a file', { forms: [] }, { code: 'data_unavailable', cause: undefined }],
  ['a list', [], { code: 'answer_invalid', cause: undefined }],
])('%s is refused as a tax form', async (_what, body, failure) => {
  expect(await download('tax form', sending(asJson, JSON.stringify(body)))).toEqual(failure)
})

test('a tax form that is larger than any file of 20 MB is refused before it is read', async () => {
  const body = JSON.stringify({ pdf: 'A'.repeat(30_000_000) })
  expect(await download('tax form', sending(asJson, body))).toEqual(tooLarge)
})
