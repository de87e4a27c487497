import { AppError } from '../../core/errors.ts'
import type { ReadContext } from '../model/profile.ts'
import { isObject } from '../values/fdx-values.ts'
import type { FdxFile, FdxServer } from './server.ts'

/** The largest document, 20 MB. */
const mostBytes = 20 * 1024 * 1024

/**
 * Downloads a statement as a PDF file.
 *
 * @returns its bytes, which begin as a PDF file does. They are written to a file, never shown
 * @throws AppError as `FdxServer.download`; `document_refused` for anything but a PDF file of at most 20 MB; `data_unavailable` for an
 * empty answer
 */
export async function downloadFdxStatement(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<Buffer> {
  const file = await server.download(context, address, { accept: 'application/pdf', maxBytes: mostBytes })
  return requirePdf(file, address)
}

/**
 * Downloads a tax form as a PDF file, which comes as text (BASE64_PDF) in the member `pdf`, or as it is.
 *
 * @throws AppError as downloadFdxStatement
 */
export async function downloadFdxTaxForm(
  server: FdxServer,
  context: ReadContext,
  address: string,
): Promise<Buffer> {
  const url = new URL(address)
  url.searchParams.set('taxDataType', 'BASE64_PDF')
  const file = await server.download(context, url.href, {
    accept: 'application/json',
    // Three bytes are four characters. Line breaks and other members come on top.
    maxBytes: (mostBytes / 3) * 4 + 1024 * 1024,
  })
  if (!isOfType(file, 'application/json')) return requirePdf(file, address)
  return requirePdf({ ...file, bytes: decoded(file, address), contentType: 'application/pdf' }, address)
}

/** @throws AppError `document_refused`, `data_unavailable` */
function requirePdf(file: FdxFile, address: string): Buffer {
  const { host } = new URL(address)
  if (file.isEmpty) throw new AppError('data_unavailable', { host })
  // At the first byte: what begins otherwise may be another kind of file for another program.
  const isPdf = isOfType(file, 'application/pdf') && file.bytes.subarray(0, 5).toString('latin1') === '%PDF-'
  if (!isPdf) throw new AppError('document_refused', { host, cause: 'type' })
  if (file.bytes.length > mostBytes) throw new AppError('document_refused', { host, cause: 'too large' })
  return file.bytes
}

/** RFC 9110 section 8.3.1: a type may have parameters, and its case does not matter. */
function isOfType({ contentType }: FdxFile, type: string): boolean {
  return contentType.split(';')[0]?.trim().toLowerCase() === type
}

/** @throws AppError `answer_invalid`, `data_unavailable` for a form without a file, `document_refused` for text that is not base64 */
function decoded({ bytes }: FdxFile, address: string): Buffer {
  const { host } = new URL(address)
  const body = parsed(bytes)
  if (!isObject(body)) throw new AppError('answer_invalid', { host })
  const { pdf } = body
  if (pdf === undefined || pdf === null || pdf === '') throw new AppError('data_unavailable', { host })
  const text = typeof pdf === 'string' ? pdf.replaceAll(/\s+/g, '') : ''
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new AppError('document_refused', { host, cause: 'type' })
  }
  return Buffer.from(text, 'base64')
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
