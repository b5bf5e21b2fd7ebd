import { WorkbenchError } from '#contract/errors.ts'

/** @throws WorkbenchError `invalid_input` for an address that nothing is fetched from */
export function parseAddress(text: string): URL {
  const address = URL.parse(text)
  if (address !== null && (address.protocol === 'https:' || isLoopback(address)) && !hasPassword(address)) {
    return address
  }
  throw new WorkbenchError(
    'invalid_input',
    `invalid address: ${text} (must be https, or http on this machine, without a password)`,
  )
}

/** Where a redirect leads, or null where it must not: a public server has no business sending us to this machine. */
export function redirected(from: URL, location: string): URL | null {
  const address = URL.parse(location, from.href)
  if (address === null || hasPassword(address)) return null
  if (isLocal(address)) return isLocal(from) ? address : null
  return address.protocol === 'https:' ? address : null
}

function isLoopback(address: URL): boolean {
  return address.protocol === 'http:' && isLocal(address)
}

function isLocal({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

function hasPassword({ username, password }: URL): boolean {
  return username !== '' || password !== ''
}
