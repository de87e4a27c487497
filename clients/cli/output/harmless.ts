const questionMark = 63
/** The first byte of U+0080 to U+00BF in UTF-8. */
const latin = 0xc2

/** Bytes of somebody else's text, part by part, for a terminal: without what steers it, be it one byte or two. */
export function makeHarmless(): (bytes: Uint8Array) => Uint8Array {
  let before = 0
  return (bytes) =>
    bytes.map((byte) => {
      const isControl = (byte < 32 && byte !== 9 && byte !== 10) || byte === 127
      // U+009B alone begins a sequence, as ESC [ does.
      const isSecond = before === latin && byte >= 0x80 && byte < 0xa0
      before = byte
      return isControl || isSecond ? questionMark : byte
    })
}
