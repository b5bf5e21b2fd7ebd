/** What stands in for the window's faces elsewhere: as wide as they are, or nearly. */
const STAND_INS: readonly (readonly [face: RegExp, families: string])[] = [
  [/inter/i, "'Inter Variable', Inter, 'Segoe UI', Helvetica, Arial, 'Liberation Sans', sans-serif"],
  [/mono/i, "'JetBrains Mono Variable', 'JetBrains Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"],
]

/** A computed list of families by names that other programs know; `system-ui` means nothing to them. */
export function plainFont(computed: string): string {
  const [first = ''] = computed.split(',')
  const known = STAND_INS.find(([face]) => face.test(first))
  return known?.[1] ?? computed.replaceAll('"', "'")
}
