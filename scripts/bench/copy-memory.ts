import { openDatasetFile } from '../../electron/main/datasets/store/dataset-file.ts'
import { writeCopy } from './copies.ts'

/** Prints how many bytes this process held at most while it copied the dataset's file that it is given, beside it. */
const [, , path = ''] = process.argv
const file = openDatasetFile(path, { mustExist: true })
await writeCopy(file, `${path}-copy`)
file.close()
console.log(process.resourceUsage().maxRSS * 1024)
