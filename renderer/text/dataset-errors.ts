import type { Messages } from './message.ts'

/** Failures of a dataset's file, and what a run could not read. */
export const datasetErrors = {
  dataset_gone: () => ({
    what: 'This dataset’s file or its folder isn’t there.',
    next: 'Connect the drive or put the file back, then choose Run now. If it’s gone for good, remove the dataset and add it again.',
    short: 'File not there',
  }),
  dataset_not_ours: ({ cause }) =>
    cause === 'ENOTEMPTY'
      ? {
          what: 'The folder for this dataset’s copies has other files, so Mooring wrote no copy there.',
          next: 'Move those files to another folder, then choose Run now.',
          short: 'Other files in the copies’ folder',
        }
      : {
          what: 'That file isn’t a dataset of Mooring, so Mooring didn’t change it.',
          next: 'Choose another file name or folder for the dataset.',
          short: 'Not a dataset',
        },
  dataset_newer: ({ version }) => ({
    what: `A newer version of Mooring wrote this dataset${version === undefined ? '' : ` (format ${version})`}. Nothing was changed.`,
    next: 'Install the latest version of Mooring, then choose Run now.',
    short: 'Written by a newer Mooring',
  }),
  dataset_damaged: () => ({
    what: 'This dataset’s file is damaged. Mooring didn’t change it.',
    next: 'Put back a copy of your own, or move the file away, remove the dataset and add it again: Mooring then reads what institutions still give.',
    short: 'File damaged',
  }),
  dataset_in_use: () => ({
    what: 'Another program is using this dataset’s file.',
    next: 'Close it there, then choose Run now. Nothing was lost.',
    short: 'File in use',
  }),
  dataset_taken: () => ({
    what: 'Another dataset has that file already.',
    next: 'Choose another file name, or change the dataset that has it.',
    short: 'Has a dataset',
  }),
  dataset_on_share: () => ({
    what: 'That folder is on another computer, where a dataset’s file could be damaged.',
    next: 'Choose a folder on this computer. Copies of the data can be moved anywhere.',
    short: 'On a network share',
  }),
  answer_partial: () => ({
    what: 'The institution returned only some of this account’s transactions.',
    next: 'Nothing was removed. Mooring requests them again with the next run.',
    short: 'Some are missing',
  }),
  answer_endless: () => ({
    what: 'The institution sends this account’s transactions without an end.',
    next: 'Nothing of them was kept. Mooring requests them again with the next run. If it stays so, tell the institution.',
    short: 'Without an end',
  }),
  account_gone: () => ({
    what: 'The institution no longer shares this account. What was read of it is kept.',
    next: 'If you still have it, relink the connection and select it there.',
    short: 'No longer shared',
  }),
  run_interrupted: () => ({
    what: 'Mooring ended while this run was going on. What it had read is kept.',
    next: 'The next run continues there. Run it now if you don’t want to wait for it.',
    short: 'Interrupted',
  }),
} satisfies Messages
