import type { TableFormat } from './columns.ts'
import { csvFormat } from './csv.ts'
import { jsonArray, jsonLines } from './json.ts'
import { parquetFormat } from './parquet.ts'

export { jsonLines }

export type TableFileFormat = 'csv' | 'json' | 'jsonl' | 'parquet'

/** @param options.hasMark begins a CSV file with a byte order mark */
export function tableFormat(
  format: TableFileFormat,
  options: { hasMark: boolean },
): TableFormat & { isText: boolean } {
  const { [format]: chosen } = {
    csv: csvFormat(options),
    json: jsonArray,
    jsonl: jsonLines,
    parquet: parquetFormat,
  }
  return { ...chosen, isText: format !== 'parquet' }
}
