const megabyte = 1_000_000
const lineEveryPercent = 10
const lineEveryMegabytes = 20

interface Output {
  isTTY?: boolean
  write(text: string): unknown
}

/** Shows how far a download is: one line that changes on a terminal, and elsewhere a new line at every tenth. */
export function downloadProgress(output: Output): {
  /** @param total bytes; null where the server did not say */
  show(transferred: number, total: number | null): void
  end(): void
} {
  const isTerminal = output.isTTY === true
  let shown = 0
  return {
    show: (transferred, total) => {
      const megabytes = Math.floor(transferred / megabyte)
      const percent = total === null ? null : Math.floor((100 * transferred) / total)
      const step = isTerminal ? 1 : percent === null ? lineEveryMegabytes : lineEveryPercent
      const steps = Math.floor((percent ?? megabytes) / step)
      if (steps === shown) return
      shown = steps
      const text =
        total === null
          ? `${megabytes} MB`
          : `${megabytes} of ${Math.round(total / megabyte)} MB (${steps * step} %)`
      output.write(isTerminal ? `\r  ${text}` : `  ${text}\n`)
    },
    end: () => {
      if (isTerminal && shown > 0) output.write('\n')
    },
  }
}
