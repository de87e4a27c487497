/**
 * Time zones west of Greenwich, half an hour off and a day ahead, in which dates are tried. The offset is that of 1 November 2026 to
 * 13 March 2027, between New York's changes of clocks.
 */
export const zones = [
  { timezone: 'America/New_York', offsetMs: -5 * 3_600_000 },
  { timezone: 'Asia/Kolkata', offsetMs: 5.5 * 3_600_000 },
  { timezone: 'Pacific/Kiritimati', offsetMs: 14 * 3_600_000 },
] as const
