/** Names that Windows gives to devices, whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
// Separators, what Windows forbids (a colon is a drive or a hidden stream), control characters, undecodable bytes.
const FORBIDDEN = /[\\:*?"<>|\p{Cc}\uFFFD]/u
const LONGEST = 240

/** Why an entry of that name is not written, on any system; null when it may be. */
export function nameProblem(name: string): string | null {
  if (name === '' || name.length > LONGEST) return `its name has ${name.length} characters`
  if (FORBIDDEN.test(name)) return 'its name has a forbidden character'
  if (name.startsWith('/')) return 'its name is absolute'
  for (const segment of name.replace(/\/$/, '').split('/')) {
    if (segment === '' || segment === '.' || segment === '..') return 'its name leads elsewhere'
    if (DEVICE.test(segment)) return 'its name is a device'
    if (/[. ]$/.test(segment)) return 'its name ends in a dot or a space'
  }
  return null
}

/** The same for names that some file system holds for one: Windows and macOS ignore case, macOS composes accents. */
export function nameKey(name: string): string {
  return name.replace(/\/$/, '').normalize('NFC').toLowerCase()
}
